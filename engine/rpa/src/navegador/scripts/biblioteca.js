// Roda dentro da página, num pedido só: acha, confere se está pronto e lê.
// Toda função devolve {ok: valor}, {falta: motivo} (olhe de novo) ou {erro: código, mensagem} (não adianta olhar de novo); a resposta
// leva ainda o endereço do quadro, que o hospedeiro confere antes de entregar o que se leu.

const BOOLEANOS = ['checked', 'disabled', 'hidden', 'multiple', 'open', 'readonly', 'required', 'selected'];

// Os seletores declarados que só casaram por outra alternativa que não a primeira.
const desvios = [];

function umPasso(raiz, passo) {
  const primeiros = porUmModo(raiz, passo.por, passo.valor);
  if (primeiros.length || !passo.outras) return primeiros;
  for (const [i, [por, valor]] of passo.outras.entries()) {
    const achados = porUmModo(raiz, por, valor);
    if (achados.length) {
      desvios.push({nome: passo.nome, alternativa: i + 2, usado: por + '=' + valor});
      return achados;
    }
  }
  return [];
}

function porUmModo(raiz, por, valor) {
  const css = seletor => [...raiz.querySelectorAll(seletor)];
  const links = casa => css('a').filter(a => casa(texto(a)));
  switch (por) {
    case 'xpath': {
      const r = document.evaluate(valor, raiz, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
      const nos = Array.from({length: r.snapshotLength}, (_, i) => r.snapshotItem(i));
      if (nos.some(no => no.nodeType !== Node.ELEMENT_NODE)) throw new SyntaxError('o XPath devolve o que não é elemento: ' + valor);
      return nos;
    }
    case 'css': return css(valor);
    case 'id': return css('#' + CSS.escape(valor));
    case 'nome': return css(`[name="${CSS.escape(valor)}"]`);
    case 'classe': return css('.' + CSS.escape(valor));
    case 'etiqueta': return [...raiz.getElementsByTagName(valor)];
    case 'texto-link': return links(t => t === valor);
    case 'texto-link-parcial': return links(t => t.includes(valor));
  }
  throw new SyntaxError('modo desconhecido: ' + por);
}

function achar(raiz, passos) {
  let atuais = [raiz || document];
  for (const passo of passos) {
    let seguintes = [...new Set(atuais.flatMap(a => umPasso(a, passo)))];
    if (passo.n != null) seguintes = seguintes.slice(passo.n, passo.n + 1);
    atuais = seguintes;
  }
  return atuais;
}

// Texto como a pessoa o vê, com os espaços juntados.
function texto(el) {
  return (el.innerText ?? el.textContent ?? '').replace(/[ \t\u00a0]+/g, ' ').replace(/ ?\n ?/g, '\n').trim();
}

function atributo(el, nome) {
  const valor = el.getAttribute(nome);
  return valor !== null && BOOLEANOS.includes(nome.toLowerCase()) ? 'true' : valor;
}

const ocupaArea = r => r.width > 0 && r.height > 0;

function visivel(el) {
  if (!el.isConnected || el.type === 'hidden') return false;
  if (el.tagName === 'OPTION' || el.tagName === 'OPTGROUP') return !!el.closest('select') && visivel(el.closest('select'));
  if (!el.checkVisibility({opacityProperty: true, visibilityProperty: true})) {
    // `display: contents` não tem caixa, mas os filhos têm.
    return getComputedStyle(el).display === 'contents' && [...el.children].some(visivel);
  }
  return [...el.getClientRects()].some(ocupaArea) || [...el.children].some(visivel);
}

function movendo(el) {
  for (let e = el; e; e = e.parentElement) {
    const finita = a => a.playState === 'running' && a.effect && Number.isFinite(a.effect.getComputedTiming().endTime);
    if (e.getAnimations().some(finita)) return true;
  }
  return false;
}

function quemCobre(el) {
  const alvo = el.tagName === 'OPTION' ? el.closest('select') : el;
  const caixa = [...alvo.getClientRects()].find(ocupaArea);
  if (!caixa) return null;
  const x = (Math.max(caixa.left, 0) + Math.min(caixa.right, innerWidth)) / 2;
  const y = (Math.max(caixa.top, 0) + Math.min(caixa.bottom, innerHeight)) / 2;
  const topo = alvo.getRootNode().elementFromPoint(x, y);
  return !topo || alvo.contains(topo) ? null : topo;
}

function foraDaTela(el) {
  const r = el.getBoundingClientRect();
  const x = r.left + r.width / 2, y = r.top + r.height / 2;
  return x < 0 || y < 0 || x > innerWidth || y > innerHeight;
}

function resumo(el) {
  const id = el.id ? '#' + el.id : '';
  const classes = [...el.classList].slice(0, 3).map(c => '.' + c).join('');
  return `<${el.tagName.toLowerCase()}${id}${classes}>`;
}

// Por que o elemento ainda não serve; nada se serve.
function motivo(el, exige) {
  if (exige === 'presente') return null;
  if (!visivel(el)) return 'está oculto';
  if (exige === 'visivel') return null;
  if (el.matches(':disabled')) return 'está desabilitado';
  if (exige === 'habilitado') return null;
  if (exige === 'editavel') return el.readOnly ? 'é somente leitura' : null;
  if (movendo(el)) return 'está em movimento';
  if (foraDaTela(el) || quemCobre(el)) el.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
  const cobre = quemCobre(el);
  return cobre ? 'está coberto por ' + resumo(cobre) : null;
}

function pronto(raiz, passos, exige) {
  const el = achar(raiz, passos)[0];
  if (!el) return {falta: 'nenhum elemento casa'};
  const m = motivo(el, exige);
  return m ? {falta: m} : {ok: el};
}

function esperar(raiz, passos, condicao) {
  if (condicao === 'ausente') return achar(raiz, passos).length ? {falta: 'ainda está na página'} : {ok: null};
  if (condicao === 'invisivel') return achar(raiz, passos).some(visivel) ? {falta: 'ainda está visível'} : {ok: null};
  if (condicao.startsWith('texto:')) {
    const el = achar(raiz, passos)[0];
    if (!el) return {falta: 'nenhum elemento casa'};
    return texto(el).includes(condicao.slice(6)) ? {ok: el} : {falta: 'o texto ainda é outro'};
  }
  return pronto(raiz, passos, condicao);
}

function algum(opcoes) {
  const i = opcoes.findIndex(passo => achar(null, [passo]).some(visivel));
  return i < 0 ? {falta: 'nenhum dos seletores está visível'} : {ok: i};
}

function todos(raiz, passos) {
  return {ok: achar(raiz, passos)};
}

// Um dado do primeiro que casa, com o elemento: o hospedeiro confere se pode entregar o valor.
function dado(raiz, passos, exige, qual, nome) {
  const r = pronto(raiz, passos, exige);
  if (!('ok' in r)) return r;
  const el = r.ok;
  const em = valor => ({ok: valor, elemento: el});
  switch (qual) {
    // O que não se vê não tem texto, como no W3C.
    case 'texto': return em(visivel(el) ? texto(el) : '');
    case 'atributo': return em(atributo(el, nome));
    case 'propriedade': {
      const p = el[nome];
      return em(p == null ? null : typeof p === 'object' || typeof p === 'function' ? String(p) : typeof p === 'string' ? p : JSON.stringify(p));
    }
    case 'etiqueta': return em(el.tagName.toLowerCase());
    case 'visivel': return em(visivel(el));
    case 'habilitado': return em(!el.matches(':disabled'));
    case 'selecionado': return em(!!(el.tagName === 'OPTION' ? el.selected : el.checked));
    case 'arquivo': return em(el.tagName === 'INPUT' && el.type === 'file');
    case 'opcoes': return el.tagName === 'SELECT' ? em([...el.options].map(texto)) : {erro: 'elemento_nao_interativo', mensagem: 'não é um select'};
    case 'tabela': {
      const linhas = el.tagName === 'TR' ? [el] : [...el.querySelectorAll('tr')].filter(visivel);
      return em(linhas.map(tr => [...tr.cells].map(texto)));
    }
  }
}

function lista(raiz, passos, qual, nome) {
  const els = achar(raiz, passos);
  return {ok: qual === 'texto' ? els.map(texto) : els.map(el => atributo(el, nome)), elementos: els};
}

function visivelAgora(raiz, passos) {
  const el = achar(raiz, passos)[0];
  return {ok: !!el && visivel(el)};
}

function quantos(raiz, passos) {
  return {ok: achar(raiz, passos).length};
}

function opcao(raiz, passos, modo, valor) {
  const r = pronto(raiz, passos, 'habilitado');
  if (!('ok' in r)) return r;
  if (r.ok.tagName !== 'SELECT') return {erro: 'elemento_nao_interativo', mensagem: 'não é um select: ' + resumo(r.ok)};
  const opcoes = [...r.ok.options];
  const juntar = t => t.replace(/\s+/g, ' ').trim();
  const certa = opcoes.find(o => (modo === 'valor' ? o.value === valor : juntar(texto(o)) === juntar(valor)));
  if (!certa) return {falta: 'não há essa opção; há: ' + opcoes.slice(0, 20).map(o => modo === 'valor' ? o.value : texto(o)).join(' | ')};
  return certa.disabled ? {falta: 'a opção está desabilitada'} : {ok: certa};
}

// Onde o sistema de arquivos do navegador não é o nosso (Grid), o arquivo vai dentro do pedido.
function anexar(el, arquivos) {
  if (arquivos.length > 1 && !el.multiple) return {erro: 'elemento_nao_interativo', mensagem: 'o campo aceita um arquivo só'};
  const transferencia = new DataTransfer();
  for (const [nome, base64] of arquivos) {
    transferencia.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], nome, {type: 'application/octet-stream'}));
  }
  el.files = transferencia.files;
  for (const evento of ['input', 'change']) el.dispatchEvent(new Event(evento, {bubbles: true}));
  return {ok: null};
}

// O que se digita de um segredo não se vê, nem na captura de tela.
function cobrir(el) {
  if (el.type !== 'password') el.style.setProperty('-webkit-text-security', 'disc', 'important');
  return {ok: null};
}

// `about:srcdoc` e `about:blank` herdam a origem de quem os criou, a menos que isolados.
function origem() {
  return {ok: location.protocol === 'about:' ? self.origin : location.origin};
}

// Se algum destes ainda está na página com o que recebeu.
function guardaValor(el) {
  return {ok: el.isConnected && !!(el.value ?? el.textContent)};
}

function rolarAte(raiz, passos) {
  const r = pronto(raiz, passos, 'presente');
  if ('ok' in r) r.ok.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
  return r;
}

function rolar(x, y) {
  scrollTo({left: x, top: y, behavior: 'instant'});
  return {ok: null};
}

// Escreve, se vem um valor novo; devolve o que há.
function armazenamento(qual, chave, novo) {
  const onde = qual === 'local' ? localStorage : sessionStorage;
  if (novo !== null) onde.setItem(chave, novo);
  return {ok: onde.getItem(chave)};
}

const funcoes = {pronto, esperar, algum, todos, dado, lista, quantos, visivelAgora, opcao, anexar, cobrir, origem, guardaValor, rolar, rolarAte, armazenamento};

function chamar(nome, ...argumentos) {
  try {
    return funcoes[nome](...argumentos);
  } catch (e) {
    if (e instanceof SyntaxError || (e instanceof DOMException && e.name === 'SyntaxError')) return {erro: 'seletor_invalido', mensagem: e.message};
    throw e;
  }
}

return {...chamar(...arguments), endereco: location.href, desvios};
