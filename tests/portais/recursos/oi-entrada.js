const app = document.getElementById('app');
addEventListener('message', (evento) => {
  if (evento.origin !== location.origin || evento.data !== 'login-ok') return;
  setTimeout(async () => {
    const resposta = await fetch('/api/inicio');
    if (resposta.ok && !resposta.redirected) app.innerHTML = await resposta.text();
    else location.reload();
  }, Number(app.dataset.trocaMs));
});
