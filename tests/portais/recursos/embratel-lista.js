// O indicador de espera mente: some antes de a tabela chegar. Até lá fica na tela a do mês anterior.
const ESPERA_MENTIROSA_MS = 150;

const conteudo = document.getElementById('conteudo');
const carregando = document.getElementById('carregando');

conteudo.addEventListener('click', async (evento) => {
  if (evento.target.id !== 'submit') return;
  carregando.hidden = false;
  setTimeout(() => { carregando.hidden = true; }, ESPERA_MENTIROSA_MS);
  const mes = conteudo.querySelector('select').value;
  const resposta = await fetch('/lista/faturas?mes=' + mes, { cache: 'no-store' });
  if (resposta.status === 401) location.href = '/';
  if (!resposta.ok) return;
  conteudo.innerHTML = await resposta.text();
});
