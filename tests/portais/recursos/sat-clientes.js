// Até a resposta chegar, a grade continua mostrando o que mostrava. Sem cache: senão o navegador segura um pedido
// igual a outro ainda em curso.
document.getElementById('busca').addEventListener('submit', async (evento) => {
  evento.preventDefault();
  const consulta = new URLSearchParams(new FormData(evento.target));
  const resposta = await fetch('/clientes/grade?' + consulta, { cache: 'no-store' });
  if (resposta.status === 401) location.href = '/';
  if (!resposta.ok) return;
  document.getElementById('grade').innerHTML = await resposta.text();
  history.replaceState(null, '', '/clientes?' + consulta);
});
