// Quanto se espera antes de mostrar linhas-esqueleto, e de quanto em quanto a tabela que envelhece se redesenha.
const ESQUELETO_APOS_MS = 400;
const REDESENHO_MS = 150;
const REDESENHOS = 3;
const COLUNAS = 6;

const form = document.getElementById('filtros');
const corpo = document.querySelector('tbody');
const detalhe = document.getElementById('detalhe');
const avisos = document.getElementById('avisos');
const contagem = document.getElementById('contagem');
const limite = Number(form.dataset.limite);
let inicio = Number(form.dataset.inicio);
let pedidoAtual = 0;

function consulta() {
  const c = new URLSearchParams();
  const dados = new FormData(form);
  if (dados.get('cnpj')) c.set('cnpj', dados.get('cnpj'));
  c.set('limit', limite);
  c.set('offset', inicio);
  for (const situacao of dados.getAll('situacao')) c.append('paymentStatus', situacao);
  if (dados.get('desde')) c.set('refDateStart', dados.get('desde') + 'T04:00:00.000Z');
  if (dados.get('ate')) c.set('refDateEnd', dados.get('ate') + 'T04:00:00.000Z');
  return c;
}

function celula(texto, colunas = 1) {
  const td = document.createElement('td');
  td.textContent = texto;
  td.colSpan = colunas;
  return td;
}

function linha(celulas, codigo) {
  const tr = document.createElement('tr');
  tr.append(...celulas);
  if (codigo) tr.addEventListener('click', () => abrir(codigo));
  return tr;
}

function esqueleto() {
  const vazia = () => {
    const tr = linha(Array.from({ length: COLUNAS }, () => celula('')));
    tr.className = 'esqueleto';
    return tr;
  };
  corpo.replaceChildren(vazia(), vazia(), vazia());
}

function desenhar({ itens }) {
  const linhas = itens.map((item) => linha(item.celulas.map((texto) => celula(texto)), item.codigo));
  if (linhas.length === 0) linhas.push(linha([celula('Nenhuma conta encontrada', COLUNAS)]));
  corpo.replaceChildren(...linhas);
}

function paginar({ itens, total }) {
  contagem.textContent = total ? `${inicio + 1}–${inicio + itens.length} de ${total}` : '';
  document.getElementById('anterior').hidden = inicio === 0;
  document.getElementById('proxima').hidden = inicio + itens.length >= total;
}

function avisar(texto) {
  const div = document.createElement('div');
  div.setAttribute('role', 'alert');
  div.className = 'erro';
  div.textContent = texto;
  avisos.replaceChildren(div);
}

// Sem cache: senão o navegador segura um pedido igual a outro ainda em curso, e filtrar de novo esperaria pelo primeiro.
async function buscar(endereco) {
  const resposta = await fetch(endereco, { cache: 'no-store' });
  if (resposta.status === 401) location.href = '/';
  if (!resposta.ok) throw new Error(`resposta ${resposta.status}`);
  return resposta;
}

async function filtrar() {
  const pedido = ++pedidoAtual;
  for (const area of [corpo, detalhe, avisos]) area.replaceChildren();
  contagem.textContent = 'Carregando…';
  const espera = setTimeout(esqueleto, ESQUELETO_APOS_MS);
  try {
    const resultado = await (await buscar('/api/contas?' + consulta())).json();
    clearTimeout(espera);
    if (pedido !== pedidoAtual) return;
    desenhar(resultado);
    paginar(resultado);
    for (let vez = 1; resultado.envelhece && vez <= REDESENHOS; vez++) {
      setTimeout(() => { if (pedido === pedidoAtual) desenhar(resultado); }, vez * REDESENHO_MS);
    }
  } catch {
    clearTimeout(espera);
    corpo.replaceChildren();
    contagem.textContent = '';
    avisar('Não foi possível carregar as contas. Tente novamente.');
  }
}

async function abrir(codigo) {
  detalhe.textContent = 'Carregando…';
  try {
    detalhe.innerHTML = await (await buscar('/api/contas/' + encodeURIComponent(codigo))).text();
  } catch {
    detalhe.textContent = '';
    avisar('Não foi possível abrir a conta. Tente novamente.');
  }
}

form.addEventListener('submit', (evento) => { evento.preventDefault(); filtrar(); });
document.getElementById('anterior').addEventListener('click', () => { inicio = Math.max(0, inicio - limite); filtrar(); });
document.getElementById('proxima').addEventListener('click', () => { inicio += limite; filtrar(); });
