//! O painel: de uma vez, ou ao vivo por WebSocket.

mod ao_vivo;
mod modelo;
mod ver;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new().routes(routes!(ver::ver)).routes(routes!(ao_vivo::ao_vivo))
}
