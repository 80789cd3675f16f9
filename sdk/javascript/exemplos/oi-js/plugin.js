// O mesmo trabalho dos exemplos de Python, em JavaScript.

import { Erro, alvo, codigoDe, entregarFatura, navegador, plugin, registro, relogio, xpath } from "./esteira.js";

const QUADRO = xpath("//iframe[@src='/api/login/customer']");
const VER_CONTAS = xpath("//a[@data-context='btn_ver_contas']");
const RECADO = xpath("//*[@role='alert'][contains(., 'inválid')]");
const CELULA = "//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']/tr/td[2][normalize-space(.)!='']";
const VENCIMENTO = xpath("//p[@class='sc-bdvvtL dxOhdO' and text()='Vencimento']/following-sibling::*[1]");
const PRAZO_DO_LOGIN_MS = 30_000;
const OLHADA_MS = 2_000;

const soDigitos = texto => texto.replace(/\D/g, "");

function entrar(p) {
  registro.iniciarEtapa("login");
  navegador.abrir(p.url_portal);
  navegador.entrarQuadro(QUADRO);
  alvo(xpath("//input[@class='email']")).preencher(p.usuario);
  alvo(xpath("//input[@class='password']")).preencherSegredo("senha_portal");
  alvo(xpath("//button[@id='loginButtonApp']")).clicar();
  esperarResposta();
}

/** A prova aparece na página; a recusa, dentro do quadro, que some quando o login dá certo. */
function esperarResposta() {
  const fim = relogio.agoraMs() + PRAZO_DO_LOGIN_MS;
  while (relogio.agoraMs() < fim) {
    navegador.quadroRaiz();
    if (deuCerto(() => alvo(VER_CONTAS).comPrazo(OLHADA_MS).esperar("visivel"))) return;
    if (alvo(QUADRO).quantos() > 0 && deuCerto(() => navegador.entrarQuadro(QUADRO)) && alvo(RECADO).quantos() > 0) {
      throw Erro.negocio("credencial_invalida", "a Oi recusou o usuário ou a senha", "Corrija o login e a senha no cadastro.");
    }
  }
  throw Erro.tecnico("tempo_esgotado", "o portal não respondeu ao login");
}

/** Se o que se espera veio: não vir, ou o quadro sumir no meio, é só um "ainda não". */
function deuCerto(fazer) {
  try {
    fazer();
    return true;
  } catch (erro) {
    if (["tempo_esgotado", "quadro_nao_encontrado", "elemento_obsoleto"].includes(codigoDe(erro))) return false;
    throw erro;
  }
}

function consulta(p) {
  const [ano, mes] = p.mes_ano.split("-");
  const ultimo = new Date(Date.UTC(Number(ano), Number(mes), 0)).getUTCDate();
  return `/todas-as-contas?cnpj=${p.cnpj}&limit=10&offset=0&paymentStatus=em_aberto&paymentStatus=sem_status`
    + `&refDateStart=${p.mes_ano}-01T04%3A00%3A00.000Z&refDateEnd=${p.mes_ano}-${ultimo}T04%3A00%3A00.000Z`;
}

function escolher(p) {
  const numero = soDigitos(p.servico);
  const servem = navegador.textos(xpath(CELULA)).flatMap((texto, n) => (soDigitos(texto) === numero ? [n] : []));
  if (servem.length === 0) {
    throw Erro.negocio("fatura_indisponivel", `a Oi não tem conta de ${p.servico} no mês`, "Tente de novo amanhã.");
  }
  if (servem.length > 1) {
    throw Erro.negocio("fatura_ambigua", `a Oi tem ${servem.length} contas de ${p.servico} no mês`, "Envie o PDF à mão.");
  }
  return alvo(xpath(CELULA)).nEsimo(servem[0]);
}

function baixarFatura(p) {
  entrar(p);
  registro.iniciarEtapa("contas");
  alvo(VER_CONTAS).clicar();
  const origem = p.url_portal.split("/").slice(0, 3).join("/");
  navegador.abrir(origem + consulta(p));
  alvo(xpath("//button[@data-context='btn_filtrar']")).clicar();
  alvo(xpath(CELULA)).esperar("visivel");
  escolher(p).clicar();
  registro.iniciarEtapa("download");
  alvo(VENCIMENTO).esperar("texto:/");
  const [dia, mes, ano] = alvo(VENCIMENTO).texto().split("/");
  const href = alvo(xpath("//a[@data-context='btn_contestar_conta']")).atributo("href");
  const codigo = href.split("/").pop();
  entregarFatura(navegador.baixarUrl(`${origem}/api/invoices/pdf/${codigo}`, `${p.hash}.pdf`));
  return { data_vencimento: `${ano}-${mes}-${dia}`, numero: codigo, avisos: [], dados: {} };
}

plugin({
  nome: "oi-js",
  versao: "1.0.0",
  dominios: ["portaloisolucoes.oi.com.br"],
  segredos: ["senha_portal"],
  operacoes: { "baixar-fatura": baixarFatura },
});
