// Uma página só: cada tela apaga a anterior e se escreve com o que a API responde.
// O botão que o login em dois passos esconde aparece um instante depois do primeiro.
const SEGUNDO_PASSO_MS = 300;

const app = document.getElementById('app');
const api = app.dataset.api;
const TITULO = document.title;
let contratos = [];
let escolhido;

function criar(etiqueta, atributos, texto) {
  const el = document.createElement(etiqueta);
  for (const [nome, valor] of Object.entries(atributos ?? {})) el.setAttribute(nome, valor);
  if (texto) el.textContent = texto;
  return el;
}

function campo(rotulo, atributos) {
  const label = criar('label', {}, rotulo + ' ');
  label.append(criar('input', { autocomplete: 'off', ...atributos }));
  return label;
}

function botao(texto, atributos, clicar) {
  const el = criar('button', { type: 'button', ...atributos }, texto);
  el.addEventListener('click', clicar);
  return el;
}

function avisar(texto) {
  app.querySelector('[role=alert]')?.remove();
  app.prepend(criar('div', { role: 'alert' }, texto));
}

// Sem cache: senão o navegador segura um pedido igual a outro ainda em curso.
async function chamar(caminho, opcoes) {
  const authorization = 'Bearer ' + localStorage.getItem('token');
  const resposta = await fetch(api + caminho, { cache: 'no-store', headers: { authorization }, ...opcoes });
  if (resposta.status === 401 && caminho !== '/auth') {
    entrada();
    avisar('Sua sessão expirou. Entre novamente.');
    return new Promise(() => {});
  }
  if (resposta.status >= 500) {
    avisar('Serviço indisponível. Tente novamente mais tarde.');
    return new Promise(() => {});
  }
  return resposta;
}

function entrada() {
  const fazerLogin = botao('Fazer login', {}, loginCompleto);
  const entrar = botao('Entrar', { id: 'loginButton' }, () => setTimeout(() => app.append(fazerLogin), SEGUNDO_PASSO_MS));
  app.replaceChildren(campo('CPF/CNPJ', { id: 'cpfcnpj' }), entrar);
  if (app.dataset.doisPassos !== 'true') app.append(fazerLogin);
}

function loginCompleto() {
  const entrar = botao('Entrar', { id: 'loginButton' }, async () => {
    const corpo = { login: app.querySelector('#cpfcnpj').value, senha: app.querySelector('#passwd').value };
    const resposta = await chamar('/auth', { method: 'POST', body: JSON.stringify(corpo) });
    const dados = await resposta.json();
    if (!resposta.ok) return avisar(dados.mensagem);
    localStorage.setItem('token', dados.token);
    painel();
  });
  app.replaceChildren(campo('CPF/CNPJ', { id: 'cpfcnpj' }), campo('Senha', { id: 'passwd', type: 'password' }), entrar);
}

function painel() {
  document.title = TITULO;
  app.replaceChildren(criar('div', { class: 'flex items-center gap-1' }, 'Central de ajuda 1001'), criar('section', { id: 'faturas' }));
  listarFaturas();
  mostrarSeletor();
}

async function mostrarSeletor() {
  if (contratos.length === 0) contratos = await (await chamar('/contracts')).json();
  if (contratos.length < 2 || !app.querySelector('#faturas')) return;
  const seletor = criar('div', { class: 'seletor' });
  const abrir = criar('div', {}, '▾');
  seletor.append(abrir, criar('span', { class: 'ml-3 text-sm font-medium text-gray-900' }, contratos[escolhido ?? 0]));
  abrir.addEventListener('click', () => {
    if (!seletor.querySelector('button')) seletor.append(botao('Mudar contrato', { tabindex: 2 }, listarContratos));
  });
  app.prepend(seletor);
}

function listarContratos() {
  const lista = criar('div', { id: 'contratos' });
  contratos.forEach((rotulo, indice) => {
    const item = criar('div', { class: 'flex items-center gap-1' }, rotulo);
    item.addEventListener('click', () => {
      escolhido = indice;
      lista.remove();
      listarFaturas();
    });
    lista.append(item);
  });
  app.querySelector('#contratos')?.remove();
  app.append(lista);
}

// Até a resposta chegar, ficam as do contrato anterior.
async function listarFaturas() {
  const codigos = await (await chamar('/invoices' + (escolhido === undefined ? '' : '?contrato=' + escolhido))).json();
  const area = app.querySelector('#faturas');
  if (!area) return;
  const cartoes = codigos.map((codigo) => {
    const cartao = criar('div', { class: 'fatura' }, 'Fatura pendente ');
    cartao.append(botao('Pagar agora', { class: 'btn btn-base-submit' }, () => {
      history.pushState({ codigo }, '', '/?pagar=' + codigo);
      pagamento(codigo);
    }));
    return cartao;
  });
  const nada = criar('p', { class: 'mt-4 text-center' }, 'Não existem faturas pendentes para este contrato.');
  area.replaceChildren(...(cartoes.length ? cartoes : [nada]));
}

async function pagamento(codigo) {
  app.replaceChildren(criar('p', {}, 'Carregando…'));
  document.title = 'Digitalnet | Pagamento';
  const fatura = await (await chamar('/invoices/' + codigo)).json();
  const primeira = criar('div', { id: 'invoiceFirstElement' }, 'Ver fatura');
  primeira.addEventListener('click', () => setTimeout(() => {
    document.title = `Digitalnet | ${codigo} | Fatura`;
    app.replaceChildren(criar('h1', {}, 'Fatura ' + codigo));
  }, fatura.titulo_ms));
  app.replaceChildren(
    criar('div', { class: 'text-lg card-invoice-text-color font-bold' }, fatura.vencimento),
    criar('div', { class: 'card-invoice-text-color' }, fatura.valor),
    primeira,
  );
}

addEventListener('popstate', () => {
  if (app.dataset.esquece === 'true') escolhido = undefined;
  painel();
});
entrada();
