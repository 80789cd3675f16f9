"""Quem integra usa a Esteira pelo cliente gerado: entra, cadastra, lê, lista, e recebe o erro no seu tipo."""

import sys
from datetime import datetime

from esteira_cliente import AuthenticatedClient, Client
from esteira_cliente.api.autenticacao import entrar
from esteira_cliente.api.clientes import criar_cliente, listar_clientes
from esteira_cliente.api.fluxos import publicar_fluxo
from esteira_cliente.api.operadoras import alterar_operadora, criar_operadora, obter_operadora
from esteira_cliente.api.processos import criar_processos_do_mes, listar_processos
from esteira_cliente.models import ClienteEnviado, Credencial, MesPedido, OperadoraEnviada, Problema
from esteira_cliente.types import File

base, email, senha = sys.argv[1:]

aberta = entrar.sync(client=Client(base_url=base), body=Credencial(email=email, senha=senha))
cliente = AuthenticatedClient(base_url=base, token=aberta.token_de_acesso)

nova = OperadoraEnviada(nome="Oi", codigo="OI", possui_rpa=False)
operadora = criar_operadora.sync(client=cliente, body=nova)
assert operadora.codigo == "OI" and isinstance(operadora.data_criacao, datetime), operadora

lida = obter_operadora.sync_detailed(operadora.id, client=cliente)
mudanca = OperadoraEnviada(nome="Oi Fixo", codigo="OI", possui_rpa=False)
mudada = alterar_operadora.sync(operadora.id, client=cliente, body=mudanca, if_match=lida.headers["etag"])
assert mudada.nome == "Oi Fixo", mudada
velha = alterar_operadora.sync(operadora.id, client=cliente, body=mudanca, if_match=lida.headers["etag"])
assert isinstance(velha, Problema) and velha.codigo == "revisao_velha", velha

repetida = criar_operadora.sync(client=cliente, body=mudanca)
assert isinstance(repetida, Problema) and repetida.status == 409, repetida
sem_token = obter_operadora.sync(operadora.id, client=Client(base_url=base))
assert isinstance(sem_token, Problema) and sem_token.status == 401, sem_token

padaria = ClienteEnviado(
    razao_social="Padaria Aurora Ltda", nome_sat="PADARIA AURORA", cnpj="11.222.333/0001-81", operadora_id=operadora.id
)
criado = criar_cliente.sync(client=cliente, body=padaria)
assert criado.cnpj == "11222333000181" and len(criado.hash_unico) == 16, criado
assert [item.id for item in listar_clientes.sync(client=cliente).itens] == [criado.id]

ruim = ClienteEnviado(razao_social="", nome_sat="X", cnpj="11.222.333/0001-82", operadora_id=operadora.id)
recusado = criar_cliente.sync(client=cliente, body=ruim)
assert {erro.campo for erro in recusado.erros} == {"razao_social", "cnpj"}, recusado

criar_processos_do_mes.sync(client=cliente, body=MesPedido(mes_ano="10/2026"))
processos = listar_processos.sync(client=cliente, mes_ano="2026-10").itens
assert [processo.status_processo for processo in processos] == ["AGUARDANDO_DOWNLOAD"], processos

ruim = publicar_fluxo.sync(client=cliente, body=File(payload=b"esteira: v1\nfluxo: x\n"))
assert isinstance(ruim, Problema) and ruim.codigo == "fluxo_invalido" and ruim.diagnosticos, ruim

print("conversa completa")
