const form = document.getElementById('login');
const avisos = document.getElementById('avisos');

function avisar(texto) {
  const div = document.createElement('div');
  div.setAttribute('role', 'alert');
  div.className = 'erro';
  div.textContent = texto;
  avisos.replaceChildren(div);
}

form.addEventListener('submit', async (evento) => {
  evento.preventDefault();
  avisos.replaceChildren();
  const girando = document.createElement('i');
  girando.className = 'sc-hKwDye fbVeFn sc-jRQBWg iZxZFG';
  form.append(girando);
  try {
    const resposta = await fetch('/api/login/customer', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        email: form.querySelector('.email').value,
        password: form.querySelector('.password').value,
      }),
    });
    if (resposta.ok) parent.postMessage('login-ok', location.origin);
    else if (resposta.status === 401) avisar('Usuário ou senha inválidos');
    else avisar('Não foi possível entrar agora. Tente novamente mais tarde.');
  } catch {
    avisar('Sem conexão com o portal. Tente novamente.');
  } finally {
    girando.remove();
  }
});
