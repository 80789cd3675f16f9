// O painel de empresas surge um instante depois do clique, já com todas.
const PAINEL_MS = 300;
const PRODUTOS = [
  ['solucaoDeVoz', 'Solução de Voz'],
  ['internet', 'Internet'],
  ['dados', 'Dados'],
  ['internetCorporativa', 'Internet Corporativa'],
];
const SERVICOS = [['ADVANCED_FIXA', 'Fixa Corporativa'], ['WIR', 'Fixo'], ['MOV', 'Móvel']];

const caixa = document.querySelector('[data-e2e-header-customer-box]');
const nome = caixa.querySelector('[data-e2e-header-customer-name]');
const painel = document.getElementById('painel');
const busca = painel.querySelector('[data-customer-search-input]');
const lista = painel.querySelector('[data-customer-select-slider-list]');
const menu = document.getElementById('service-select-desktop');
const produtos = document.getElementById('produtos');
const avisos = document.getElementById('avisos');
const faturas = document.getElementById('faturas');
let cnpj = caixa.dataset.cnpj;

function criar(etiqueta, atributos, texto) {
  const el = document.createElement(etiqueta);
  for (const [chave, valor] of Object.entries(atributos)) el.setAttribute(chave, valor);
  el.textContent = texto;
  return el;
}

// Só a resposta do último pedido vale; sem sessão, volta-se à entrada.
const ultimos = {};
async function pedir(qual, caminho) {
  const este = ultimos[qual] = Symbol(qual);
  const resposta = await fetch(caminho, { cache: 'no-store' });
  if (resposta.status === 401) location.assign('/');
  if (este !== ultimos[qual] || resposta.status === 401) return;
  avisos.replaceChildren();
  if (resposta.ok) return resposta;
  avisos.replaceChildren(criar('div', { role: 'alert' }, 'Não foi possível atender agora. Tente novamente mais tarde.'));
}

caixa.addEventListener('click', () => setTimeout(() => { painel.hidden = false; listarEmpresas(); }, PAINEL_MS));
busca.addEventListener('input', listarEmpresas);

// Até a resposta chegar, fica a lista que estava.
async function listarEmpresas() {
  const resposta = await pedir('empresas', '/empresas?prefixo=' + encodeURIComponent(busca.value));
  if (!resposta) return;
  const empresas = await resposta.json();
  const itens = empresas.map((empresa) => {
    const item = criar('h1', { class: 'title' }, `${empresa.cnpj} ${empresa.titular}`);
    item.addEventListener('click', () => {
      cnpj = empresa.cnpj;
      nome.textContent = empresa.titular;
      painel.hidden = true;
      faturas.replaceChildren();
      produtos.replaceChildren();
    });
    return item;
  });
  lista.replaceChildren(...(itens.length ? itens : [criar('p', { 'data-customer-empty': '' }, 'Nenhuma empresa encontrada.')]));
}

menu.addEventListener('click', (evento) => {
  if (evento.target !== menu || menu.querySelector('ul')) return;
  const itens = criar('ul', {}, '');
  for (const [id, rotulo] of SERVICOS) {
    const item = criar('li', { 'data-service-id': id }, rotulo);
    item.addEventListener('click', () => {
      itens.remove();
      produtos.replaceChildren();
      if (id === 'ADVANCED_FIXA') mostrarProdutos();
      else listarFaturas(id);
    });
    itens.append(item);
  }
  menu.append(itens);
});

// A Fixa Corporativa abre com o primeiro produto.
function mostrarProdutos() {
  const combo = criar('button', { 'data-combo-button': '' }, '');
  const escolhido = criar('span', { class: 'combo_value' }, PRODUTOS[0][1]);
  combo.append(escolhido);
  const opcoes = criar('div', { hidden: '' }, '');
  for (const [valor, rotulo] of PRODUTOS) {
    const opcao = criar('span', { 'data-value': valor }, rotulo + ' ');
    opcao.addEventListener('click', () => {
      escolhido.textContent = rotulo;
      opcoes.hidden = true;
      listarFaturas(valor);
    });
    opcoes.append(opcao);
  }
  combo.addEventListener('click', () => { opcoes.hidden = false; });
  produtos.replaceChildren(combo, opcoes);
  listarFaturas(PRODUTOS[0][0]);
}

async function listarFaturas(servico) {
  const resposta = await pedir('faturas', '/faturas?' + new URLSearchParams({ cnpj, servico }));
  if (resposta) faturas.innerHTML = await resposta.text();
}
