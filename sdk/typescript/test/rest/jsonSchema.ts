/** Of JSON Schema what the server's description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** The schemas that others refer to, by name. */
export type Schemas = Readonly<Record<string, Schema>>;

/** What is wrong with a JSON value, in sentences; empty where nothing is. Members that no schema names are wrong. */
export function faultsOf(value: unknown, schema: Schema, schemas: Schemas, path = "the body"): readonly string[] {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace("#/components/schemas/", "");
    const named = schemas[name];
    return named === undefined ? [`${path}: there is no schema ${name}`] : faultsOf(value, named, schemas, path);
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) {
    const tried = choices.map((choice) => faultsOf(value, choice, schemas, path));
    return tried.some((faults) => faults.length === 0) ? [] : tried.flat();
  }
  const type = typeOf(value);
  const allowed = schema.type === undefined ? null : [schema.type].flat();
  if (allowed !== null && !allowed.includes(type) && !(type === "integer" && allowed.includes("number")))
    return [`${path} is ${type}, not ${allowed.join(" or ")}`];
  if (value === null) return [];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${path} is none of ${schema.enum.join(", ")}`];
  if (typeof value === "string")
    return schema.pattern === undefined || new RegExp(schema.pattern).test(value) ? [] : [`${path} is not ${schema.pattern}`];
  if (Array.isArray(value))
    return value.flatMap((item, at) => faultsOf(item, schema.items ?? {}, schemas, `${path}[${at}]`));
  if (type !== "object" || schema.type === undefined) return [];
  const members = value as Readonly<Record<string, unknown>>;
  const missing = (schema.required ?? []).filter((name) => !Object.hasOwn(members, name));
  return [
    ...missing.map((name) => `${path} lacks ${name}`),
    ...Object.entries(members).flatMap(([name, member]) => {
      const rule = schema.properties?.[name] ?? schema.additionalProperties;
      if (typeof rule === "object") return faultsOf(member, rule, schemas, `${path}.${name}`);
      return [`${path} has ${name}, which the server does not know`];
    }),
  ];
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
