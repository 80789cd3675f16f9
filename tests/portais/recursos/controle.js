const form = document.getElementById('armar');
form.addEventListener('submit', async (evento) => {
  evento.preventDefault();
  const dados = Object.fromEntries(new FormData(form));
  const pedeMs = form.falha.selectedOptions[0].dataset.ms === 'true';
  const corpo = { chave: dados.chave, falha: dados.falha };
  if (pedeMs) corpo.ms = Number(dados.ms);
  if (dados.vezes) corpo.vezes = Number(dados.vezes);
  const resposta = await fetch('/_controle/falhas', { method: 'POST', body: JSON.stringify(corpo) });
  if (resposta.ok) location.reload();
  else document.getElementById('erro').textContent = (await resposta.json()).erro;
});
document.getElementById('desarmar').addEventListener('click', async () => {
  await fetch('/_controle/falhas', { method: 'DELETE' });
  location.reload();
});
