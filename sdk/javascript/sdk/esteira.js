// SDK de plugins da Esteira em JavaScript: o plugin, o erro, e o hospedeiro com os nomes do WIT (`esperar-algum` é `esperarAlgum`).
//
// Não deve conhecer: o que as operações significam.

import * as arquivos from "esteira:rpa/arquivos@1.0.0";
import * as execucao from "esteira:rpa/execucao@1.0.0";
import * as navegador from "esteira:rpa/navegador@1.0.0";
import * as registro from "esteira:rpa/registro@1.0.0";
import * as relogio from "esteira:rpa/relogio@1.0.0";
import { OPERACOES } from "./operacoes.js";

export { arquivos, execucao, navegador, registro, relogio };

const VERSAO_DO_SDK = "0.1.0";
const { Alvo } = navegador;

// ---- localizar

export const xpath = valor => ({ por: "xpath", valor });
export const css = valor => ({ por: "css", valor });
export const id = valor => ({ por: "id", valor });
/** O seletor que o manifesto declara com este nome. */
export const seletor = nome => ({ por: "seletor", valor: nome });
/** O alvo de um seletor: reencontra-se a cada uso e espera estar pronto. */
export const alvo = onde => new Alvo(onde);

// ---- erro

/** Falha de uma operação; os códigos conhecidos estão em sdk/ERROS.md. */
export class Erro extends Error {
  constructor(classe, codigo, mensagem, acao, detalhes = {}) {
    super(mensagem);
    Object.assign(this, { classe, codigo, acao, detalhes });
  }

  /** Não adianta repetir sozinho: alguém precisa agir. */
  static negocio(codigo, mensagem, acao, detalhes) {
    return new Erro("negocio", codigo, mensagem, acao, detalhes);
  }

  /** Pode passar se repetir. */
  static tecnico(codigo, mensagem, acao, detalhes) {
    return new Erro("tecnico", codigo, mensagem, acao, detalhes);
  }
}

/** O código de um erro apanhado, do plugin ou do hospedeiro. */
export const codigoDe = erro => erro?.codigo ?? erro?.payload?.codigo;

/** O erro do WIT em que dá o que o plugin deixou subir. */
export function noWit(erro) {
  if (erro instanceof Erro) {
    const detalhes = { ...erro.detalhes, classe: erro.classe };
    if (erro.acao) detalhes.acao_recomendada = erro.acao;
    return { codigo: erro.codigo, mensagem: erro.message, detalhesJson: JSON.stringify(detalhes) };
  }
  // O do hospedeiro volta como veio.
  if (erro?.payload?.codigo) return erro.payload;
  registro.anotar("erro", `${erro?.message ?? erro}\n${erro?.stack ?? ""}`, "{}");
  const mensagem = `o plugin caiu: ${erro?.name ?? "erro"}: ${erro?.message ?? erro}`;
  return { codigo: "plugin_falhou", mensagem, detalhesJson: JSON.stringify({ classe: "tecnico" }) };
}

// ---- plugin

let unico;

/**
 * Diz o que o plugin sabe fazer e o que pede: `nome`, `versao`, `dominios`, `segredos`, `permissoes`, `seletores` (nome → lista de seletores) e
 * `operacoes` (nome → função, ou `{ fazer, entrada, saida, so_leitura, entregas, provas }` se não é uma das de fatura).
 */
export function plugin(declarado) {
  unico = declarado;
}

export function oPlugin() {
  if (!unico) throw new Error("plugin.js não declara o plugin: falta chamar plugin({ nome, versao, operacoes })");
  return unico;
}

export function manifesto() {
  const { nome, versao, dominios = [], segredos = [], permissoes = [], seletores = {}, operacoes } = oPlugin();
  return {
    nome,
    versao,
    sdk: VERSAO_DO_SDK,
    operacoes: Object.entries(operacoes).map(([nome, operacao]) => {
      const { fazer, ...declarada } = typeof operacao === "function" ? {} : operacao;
      return OPERACOES.find(conhecida => conhecida.nome === nome) ?? { nome, ...declarada };
    }),
    dominios,
    segredos,
    permissoes,
    seletores: Object.fromEntries(Object.entries(seletores).map(([nome, alternativas]) => [nome, { alternativas }])),
  };
}

/** Confere que é um PDF e o entrega com o rótulo `fatura`. Que ele se lê e tem páginas, quem confere é o hospedeiro. */
export function entregarFatura(arquivo) {
  const comeco = String.fromCharCode(...arquivo.ler(0, 5));
  if (comeco !== "%PDF-") {
    throw Erro.tecnico("arquivo_invalido", `o que veio no lugar da fatura não é um PDF (${arquivo.tipo()}, ${arquivo.tamanho()} bytes)`);
  }
  arquivos.guardar(arquivo, "fatura");
}
