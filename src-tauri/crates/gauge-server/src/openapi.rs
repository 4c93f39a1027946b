//! `/api/openapi.json`: the same list as the router's, as OpenAPI 3.1. Schemas are drawn from the examples, which a
//! test holds against real answers.

use serde_json::{Value, json};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, HttpMethod, InfoBuilder, OpenApi, OpenApiBuilder, PathItem,
    PathsBuilder, RefOr, Required, Response, ResponseBuilder, Schema,
    path::{Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
    request_body::{RequestBody, RequestBodyBuilder},
    schema::{ArrayBuilder, ObjectBuilder, Type},
    security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
};

use crate::catalogue::{ASK, EVENTS, Needs, PUSHES, Route};

/// What a token goes by in the document.
const TOKEN: &str = "token";

/// The document, of these routes.
pub(crate) fn document(routes: &[&Route]) -> Vec<u8> {
    let paths = routes.iter().fold(PathsBuilder::new(), |paths, route| {
        let method = if route.method == "post" {
            HttpMethod::Post
        } else {
            HttpMethod::Get
        };
        paths.path(
            route.path.replace("{*", "{"),
            PathItem::new(method, operation(route)),
        )
    });
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let info = InfoBuilder::new()
        .title("Streamgauge")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The numbers of a live stream, on this computer’s own port. See /docs for the sockets’ frames.",
        ));
    let document: OpenApi = OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(
            ComponentsBuilder::new().security_scheme(TOKEN, bearer).build(),
        ))
        .build();
    // It is made of texts only.
    serde_json::to_vec(&document).unwrap_or_default()
}

fn operation(route: &Route) -> Operation {
    let name = route
        .path
        .split(['/', '.', '-', '{', '}', '*'])
        .filter(|word| !word.is_empty());
    let id = name.fold(route.method.to_owned(), |id, word| format!("{id}_{word}"));
    let mut operation = OperationBuilder::new()
        .operation_id(Some(id))
        .summary(Some(route.words))
        .response("200", answer(route));
    for parameter in in_path(route).chain(in_query(route)) {
        operation = operation.parameter(parameter);
    }
    operation = match route.needs {
        Needs::Nothing => operation,
        Needs::PublicReading => operation
            .security(SecurityRequirement::default())
            .security(token()),
        Needs::Read | Needs::Write | Needs::Admin => operation
            .security(token())
            .response("401", Response::new("A token is missing or void.")),
    };
    if let Some(body) = body(route) {
        operation = operation
            .request_body(Some(body))
            .response("422", Response::new("It cannot be like that; nothing was done."))
            .response("429", Response::new("Too many. Again after Retry-After seconds."));
    }
    operation.build()
}

fn token() -> SecurityRequirement {
    SecurityRequirement::new(TOKEN, Vec::<String>::new())
}

fn in_path(route: &Route) -> impl Iterator<Item = Parameter> {
    let names = route
        .path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next());
    names.map(|name| {
        ParameterBuilder::new()
            .name(name.trim_start_matches('*'))
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .schema(Some(of_type(Type::String)))
            .build()
    })
}

fn in_query(route: &Route) -> impl Iterator<Item = Parameter> {
    route.query.iter().map(|(name, kind, words)| {
        let kind = if *kind == "integer" {
            Type::Integer
        } else {
            Type::String
        };
        ParameterBuilder::new()
            .name(*name)
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(*words))
            .schema(Some(of_type(kind)))
            .build()
    })
}

fn answer(route: &Route) -> Response {
    let example = route
        .example
        .and_then(|text| serde_json::from_str::<Value>(text).ok());
    let content = ContentBuilder::new()
        .schema(example.as_ref().map(schema))
        .example(example);
    ResponseBuilder::new()
        .description(route.words)
        .content(route.media, content.build())
        .build()
}

/// What a POST carries: one event of each kind, or an ask.
fn body(route: &Route) -> Option<RequestBody> {
    let example = match route.path {
        path if path == EVENTS.path => {
            let events = PUSHES
                .iter()
                .filter_map(|push| serde_json::from_str(push.example).ok());
            Value::Array(events.collect())
        }
        path if path == ASK.path => json!({ "ask": "profiles" }),
        _ => return None,
    };
    let content = ContentBuilder::new().example(Some(example)).build();
    let body = RequestBodyBuilder::new()
        .content("application/json", content)
        .required(Some(Required::True));
    Some(body.build())
}

/// The form of an example. Names that are ids are not told apart from fields.
fn schema(example: &Value) -> Schema {
    match example {
        Value::Null => of_type(Type::Null),
        Value::Bool(_) => of_type(Type::Boolean),
        Value::Number(number) if number.is_f64() => of_type(Type::Number),
        Value::Number(_) => of_type(Type::Integer),
        Value::String(_) => of_type(Type::String),
        Value::Array(items) => {
            let items = items.first().map(|first| RefOr::T(schema(first)));
            items
                .map_or_else(ArrayBuilder::new, |items| ArrayBuilder::new().items(items))
                .into()
        }
        Value::Object(fields) => {
            let empty = ObjectBuilder::new().schema_type(Type::Object);
            let full = fields.iter().fold(empty, |object, (name, value)| {
                object.property(name, schema(value))
            });
            full.into()
        }
    }
}

fn of_type(kind: Type) -> Schema {
    ObjectBuilder::new().schema_type(kind).into()
}
