// Writes what the scenarios' mock APIs expect and answer as JSON: node scenarios.mjs SPECS OUT BASE_URL
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [specs, out, baseUrl] = process.argv.slice(2);

/** Bytes as base64; what depends on the server's address as text. */
function plain(value) {
  if (Buffer.isBuffer(value)) return { base64: value.toString("base64") };
  if (typeof value?.serialize === "function") return value.serialize({ baseUrl });
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
  }
  return value;
}

function body(body) {
  if (body === undefined) return undefined;
  const { contentType, parts, files, rawContent } = body;
  if (body.kind === "multipart") return plain({ contentType, parts, files: files ?? [] });
  const raw = plain(rawContent);
  return { contentType, raw: raw === undefined || raw?.base64 !== undefined ? raw : { text: String(raw) } };
}

function request({ body: sent, files, ...rest }) {
  const given = body(sent);
  return { ...plain(rest), body: given && { ...given, files: [...(given.files ?? []), ...plain(files ?? [])] } };
}

const all = [];
const modules = readdirSync(specs, { recursive: true }).filter((name) => name.endsWith("mockapi.js"));
for (const name of modules.sort()) {
  const file = join(specs, name);
  const { Scenarios } = await import(pathToFileURL(resolve(file)));
  const spec = relative(specs, dirname(file)).split(/[\\/]/).join("-");
  for (const [name, scenario] of Object.entries(Scenarios)) {
    const calls = [scenario.apis].flat().map((api) => ({
      method: api.method,
      uri: api.uri,
      request: request(api.request ?? {}),
      status: api.response?.status,
      answer: body(api.response?.body),
    }));
    all.push({ spec, name, pass: scenario.passCondition, code: scenario.code, calls });
  }
}
writeFileSync(out, JSON.stringify(all));
