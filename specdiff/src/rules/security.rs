//! Who may call, and what a person has to look at.

super::rules! {
    SERVER_CHANGED = "server-changed" None Risky None Security <=> "server-changed" {
        what: "The URL of a server names another host, or a variable of it is another one.",
        why: "Requests, and the credential with them, would go elsewhere. Published clients keep the old address.",
        example: "`https://api.example.com` becomes `https://api.example.net`",
    }
    SERVER_PATH_CHANGED = "server-path-changed" None Risky None Notice <=> "server-path-changed" {
        what: "The URL of a server has another path; scheme and host stay.",
        why: "Requests go to the same host. Published clients keep the old path, which may be switched off.",
        example: "`https://api.example.com/v1` becomes `https://api.example.com/v2`",
    }
    SERVER_ADDED = "server-added" None Risky None Security <=> "server-removed" {
        what: "One more server is named.",
        why: "Requests, and the credential with them, might go there.",
        example: "add `{url: https://eu.example.com}`",
    }
    SERVER_REMOVED = "server-removed" None Risky None Notice <=> "server-added" {
        what: "A server is no longer named.",
        why: "It may be switched off, and published clients may use it.",
        example: "delete `{url: https://eu.example.com}`",
    }
    SECURITY_ADDED = "security-added" None Breaking None Contract <=> "security-removed" {
        what: "An operation asks for credentials that it did not ask for.",
        why: "Published callers that do not send them are refused.",
        example: "`security: []` becomes `security: [{bearer: []}]`",
    }
    SECURITY_REMOVED = "security-removed" None Safe None Security <=> "security-added" {
        what: "An operation asks for no credentials, or may be called without.",
        why: "Calls go on; but an operation without protection is either a mistake of the document or news.",
        example: "`security: [{bearer: []}]` becomes `security: []`",
    }
    SECURITY_CHANGED = "security-changed" None Breaking None Contract <=> "security-changed" {
        what: "An operation asks for other credentials than before.",
        why: "Published callers send the old ones.",
        example: "`[{bearer: []}]` becomes `[{apiKey: []}]`",
    }
    SECURITY_ALTERNATIVE_ADDED = "security-alternative-added" None Safe None Contract <=> "security-alternative-removed" {
        what: "An operation takes one more kind of credentials.",
        why: "The old kind is still taken.",
        example: "`[{bearer: []}]` becomes `[{bearer: []}, {apiKey: []}]`",
    }
    SECURITY_ALTERNATIVE_REMOVED = "security-alternative-removed" None Breaking None Contract <=> "security-alternative-added" {
        what: "An operation no longer takes one of its kinds of credentials.",
        why: "Callers that use it are refused, or are anybody where credentials need not be sent.",
        example: "`[{bearer: []}, {apiKey: []}]` becomes `[{bearer: []}]`",
    }
    SECURITY_CREDENTIAL_ADDED = "security-credential-added" None Breaking None Contract <=> "security-credential-removed" {
        what: "An operation asks for one more credential beside the ones that it asked for.",
        why: "Published callers that do not send it are refused.",
        example: "`[{bearer: []}]` becomes `[{bearer: [], apiKey: []}]`",
    }
    SECURITY_CREDENTIAL_REMOVED = "security-credential-removed" None Safe None Security <=> "security-credential-added" {
        what: "Of credentials that an operation asked for together, one is no longer asked for.",
        why: "Calls go on; but an operation with less protection is either a mistake of the document or news.",
        example: "`[{bearer: [], apiKey: []}]` becomes `[{bearer: []}]`",
    }
    SECURITY_SCOPE_ADDED = "security-scope-added" None Risky None Contract <=> "security-scope-removed" {
        what: "An operation asks for one more scope.",
        why: "Callers whose token lacks it are refused.",
        example: "`[{oauth: [read]}]` becomes `[{oauth: [read, write]}]`",
    }
    SECURITY_SCOPE_REMOVED = "security-scope-removed" None Safe None Contract <=> "security-scope-added" {
        what: "An operation asks for one scope less.",
        why: "Every token that was good is good.",
        example: "`[{oauth: [read, write]}]` becomes `[{oauth: [read]}]`",
    }
    SECURITY_SCHEME_ADDED = "security-scheme-added" None Safe None Contract <=> "security-scheme-removed" {
        what: "A security scheme is declared.",
        why: "Alone it asks for nothing; an operation that asks for it is reported on its own.",
        example: "add `components.securitySchemes.apiKey`",
    }
    SECURITY_SCHEME_REMOVED = "security-scheme-removed" None Safe None Contract <=> "security-scheme-added" {
        what: "A security scheme is no longer declared.",
        why: "Alone it refuses nothing; an operation that asked for it is reported on its own.",
        example: "delete `components.securitySchemes.apiKey`",
    }
    SECURITY_SCHEME_CHANGED = "security-scheme-changed" None Breaking None Contract <=> "security-scheme-changed" {
        what: "A security scheme works in another way: type, scheme, place, name, flows.",
        why: "Published clients send the credential in the old way.",
        example: "`{type: http, scheme: bearer}` becomes `{type: apiKey, in: header, name: X-Key}`",
    }
    SECURITY_SCHEME_HOST_CHANGED = "security-scheme-host-changed" None Breaking None Security <=> "security-scheme-host-changed" {
        what: "An address of a security scheme names another host.",
        why: "Credentials would be sent there. Published clients go to the old one.",
        example: "`tokenUrl` names another host",
    }
    SECURITY_SCHEME_DEPRECATED = "security-scheme-deprecated" None Safe None Contract <=> "security-scheme-reactivated" {
        what: "A security scheme is marked deprecated.",
        why: "It still works.",
        example: "add `deprecated: true`",
    }
    SECURITY_SCHEME_REACTIVATED = "security-scheme-reactivated" None Safe None Contract <=> "security-scheme-deprecated" {
        what: "A security scheme is no longer marked deprecated.",
        why: "It works as before.",
        example: "delete `deprecated: true`",
    }
    SECURITY_SCHEME_METADATA_CHANGED = "security-scheme-metadata-changed" None Safe None Security <=> "security-scheme-metadata-changed" {
        what: "The address of what an authorization server says of itself is another one, is new or is gone.",
        why: "Published clients do not read it. Who does would send credentials where it says.",
        example: "`oauth2MetadataUrl` names another host",
    }
    SECURITY_SCHEME_SCOPES_CHANGED = "security-scheme-scopes-changed" None Safe None Contract <=> "security-scheme-scopes-changed" {
        what: "A flow of a security scheme lists other scopes.",
        why: "Alone it refuses nothing; an operation that asks for a scope is reported on its own.",
        example: "add `flows.clientCredentials.scopes.write`",
    }
    CODE_BLOCK_ADDED = "code-block-added" None Safe None Security <=> "description-changed" {
        what: "A text has a code block that it did not have.",
        why: "Text of the document becomes doc comments, and code in a doc comment can be compiled and run by `cargo test`.",
        example: "add a fenced block to a `description`",
    }
    CONTROL_CHARACTERS_ADDED = "control-characters-added" None Safe None Security <=> "description-changed" {
        what: "A text or a name has control or bidirectional characters that it did not have.",
        why: "They make source code and reports look like what they are not.",
        example: "add U+202E to a `description`",
    }
    UNUSUAL_NAME_ADDED = "unusual-name-added" None Safe None Notice <=> "unusual-name-added" {
        what: "A new name has quotes or backslashes in it.",
        why: "Names of the document become Rust identifiers, literals and parts of URLs.",
        example: "add a property named `a\"b`; the name itself is reported when it is added, not when it goes",
    }
    FOREIGN_REFERENCE_ADDED = "foreign-reference-added" None Safe None Notice <=> "foreign-reference-removed" {
        what: "A `$ref` leaves the document.",
        why: "Whoever owns the other place decides what is generated; it is not fetched and not compared.",
        example: "`$ref: https://example.com/pet.json`",
    }
    FOREIGN_REFERENCE_REMOVED = "foreign-reference-removed" None Safe Major Notice <=> "foreign-reference-added" {
        what: "A `$ref` that left the document is gone, or names another place.",
        why: "What it named was not compared, so nothing is known about what replaced it.",
        example: "`$ref: https://example.com/pet.json` becomes an inline schema",
    }
    BROKEN_REFERENCE_ADDED = "broken-reference-added" None Risky Major Contract <=> "broken-reference-removed" {
        what: "A `$ref` names nothing in the document.",
        why: "The document is wrong there: what it means is not known, not compared, and cannot be generated.",
        example: "delete `components.schemas.Pet` and leave `$ref: Pet`",
    }
    BROKEN_REFERENCE_REMOVED = "broken-reference-removed" None Safe Major Contract <=> "broken-reference-added" {
        what: "A `$ref` that named nothing in the document is gone, or names something now.",
        why: "What it meant was not known, so what changed for clients is not known either.",
        example: "add the `components.schemas.Pet` that `$ref: Pet` named",
    }
    GENERATOR_EXTENSION_CHANGED = "generator-extension-changed" None Safe Major Notice <=> "generator-extension-changed" {
        what: "An `x-` key that the generator reads is another one, is new or is gone.",
        why: "It decides what code is generated, up to naming Rust types.",
        example: "add `x-rust-type`",
    }
}
