// Três etapas na mesma página, com um botão só; depois da senha, às vezes, o código.
const raiz = document.getElementById('entrada');
const form = document.getElementById('etapas');
const avisos = document.getElementById('avisos');
const etapas = [...form.querySelectorAll('.etapa')];
const botao = form.querySelector('button');
const etapaMs = Number(raiz.dataset.etapaMs);
let etapa = 0;

function avisar(texto) {
  const div = document.createElement('div');
  div.setAttribute('role', 'alert');
  div.textContent = texto;
  avisos.replaceChildren(div);
}

async function mandar(caminho, campos) {
  avisos.replaceChildren();
  try {
    const resposta = await fetch(caminho, { method: 'POST', body: new URLSearchParams(campos) });
    if (resposta.status >= 500) avisar('Não foi possível entrar agora. Tente novamente mais tarde.');
    else if (!resposta.ok) avisar((await resposta.json()).mensagem);
    return resposta.ok ? resposta : undefined;
  } catch {
    avisar('Sem conexão com o portal. Tente novamente.');
  }
}

function mostrar(qual) {
  etapa = qual;
  etapas.forEach((item, indice) => {
    item.hidden = indice !== qual;
    item.querySelector('input').disabled = indice === 2 && qual !== 2;
  });
  botao.disabled = false;
}

form.addEventListener('submit', async (evento) => {
  evento.preventDefault();
  botao.disabled = true;
  if (etapa < 2) return setTimeout(() => mostrar(etapa + 1), etapaMs);
  const [login, cpf, senha] = etapas.map((item) => item.querySelector('input').value);
  const resposta = await mandar('/acesso', { login: login.trim(), cpf: cpf.replace(/\D/g, ''), senha });
  if (!resposta) return mostrar(0);
  const { entrada, celular } = await resposta.json();
  if (!entrada) return location.assign('/inicio');
  setTimeout(() => pedirCodigo(entrada, celular), etapaMs);
});

function pedirCodigo(entrada, celular) {
  const codigo = document.createElement('form');
  codigo.innerHTML = `
    <p>Enviamos um código por SMS para <strong data-sms-phone></strong>.</p>
    <label>Código <input data-sms-code autocomplete="one-time-code"></label>
    <button type="submit" data-sms-confirm>Confirmar</button>
    <p><a href="#" data-sms-resend>Reenviar código</a> <span data-sms-sent></span></p>`;
  codigo.querySelector('[data-sms-phone]').textContent = celular;
  const campo = codigo.querySelector('[data-sms-code]');
  codigo.addEventListener('submit', async (evento) => {
    evento.preventDefault();
    if (await mandar('/acesso/codigo', { entrada, codigo: campo.value })) location.assign('/inicio');
  });
  codigo.querySelector('[data-sms-resend]').addEventListener('click', async (evento) => {
    evento.preventDefault();
    const enviado = codigo.querySelector('[data-sms-sent]');
    enviado.textContent = '';
    if (await mandar('/acesso/reenvio', { entrada })) enviado.textContent = 'Código reenviado.';
  });
  form.replaceWith(codigo);
}
