// O que o componente exporta: liga o mundo do WIT ao plugin. É por aqui que a construção começa.

import { Erro, manifesto, noWit, oPlugin } from "./esteira.js";
import "./plugin.js";

export const rpa = {
  descrever() {
    return JSON.stringify(manifesto());
  },

  executar(operacao, parametrosJson) {
    try {
      const declarada = oPlugin().operacoes[operacao];
      if (!declarada) throw Erro.negocio("operacao_nao_suportada", `este plugin não faz a operação \`${operacao}\``);
      const fazer = typeof declarada === "function" ? declarada : declarada.fazer;
      return JSON.stringify(fazer(JSON.parse(parametrosJson)));
    } catch (erro) {
      throw noWit(erro);
    }
  },
};
