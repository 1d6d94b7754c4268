/** JSON schemas as a model's API takes them: what it does not enforce is said in the description. */

export interface JsonSchema {
  type?: string;
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  description?: string;
  additionalProperties?: unknown;
  [keyword: string]: unknown;
}

/** String formats that a strict schema enforces. */
const formats = new Set(["date-time", "time", "date", "duration", "email", "uri", "uuid"]);

/** Each keyword that is no part of a strict schema, in words; null where it goes without saying. */
const inWords: Record<string, (value: unknown) => string | null> = {
  // An empty text is never meant; the prompt says so once for all.
  minLength: (value) => (value === 1 ? null : `at least ${String(value)} characters`),
  maxLength: (value) => `at most ${String(value)} characters`,
  minimum: (value) => `at least ${String(value)}`,
  // JSON's own bound on integers tells a model nothing.
  maximum: (value) => (value === Number.MAX_SAFE_INTEGER ? null : `at most ${String(value)}`),
  exclusiveMinimum: (value) => `more than ${String(value)}`,
  exclusiveMaximum: (value) => `less than ${String(value)}`,
  minItems: (value) => `at least ${String(value)}`,
  maxItems: (value) => `at most ${String(value)}`,
  format: (value) => `format ${String(value)}`,
  pattern: (value) => `matches ${String(value)}`,
  default: (value) => `${String(value)} unless said otherwise`,
};

const kept = ["type", "const", "enum", "required"] as const;

/** The schema with known keywords only, objects closed, and the rest in its description. */
export function cleanSchema(schema: JsonSchema): JsonSchema {
  const clean: JsonSchema = Object.fromEntries(
    kept.flatMap((keyword) => (schema[keyword] === undefined ? [] : [[keyword, schema[keyword]]])),
  );
  const description = describe(schema);
  if (description) clean.description = description;
  if (isEnforced("format", schema.format)) clean.format = String(schema.format);
  if (isEnforced("minItems", schema.minItems)) clean.minItems = schema.minItems;
  if (schema.anyOf) clean.anyOf = schema.anyOf.map(cleanSchema);
  if (schema.items) clean.items = cleanSchema(schema.items);
  if (schema.type === "object") {
    const fields = Object.entries(schema.properties ?? {});
    clean.properties = Object.fromEntries(fields.map(([name, one]) => [name, cleanSchema(one)]));
    clean.additionalProperties = false;
  }
  return clean;
}

/** How many fields of the schema, at any depth, may be left out. */
export function countOptional(schema: JsonSchema): number {
  const fields = Object.entries(schema.properties ?? {});
  const own = fields.filter(([name]) => !schema.required?.includes(name)).length;
  return own + sum(children(schema).map(countOptional));
}

/** How many values of the schema, at any depth, may be of several types. */
export const countUnions = (schema: JsonSchema): number =>
  (schema.anyOf || Array.isArray(schema.type) ? 1 : 0) + sum(children(schema).map(countUnions));

const children = ({ properties, items, anyOf }: JsonSchema): JsonSchema[] => [
  ...Object.values(properties ?? {}),
  ...(items ? [items] : []),
  ...(anyOf ?? []),
];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

function isEnforced(keyword: "format" | "minItems", value: unknown): boolean {
  return keyword === "format" ? formats.has(String(value)) : value === 0 || value === 1;
}

function describe(schema: JsonSchema): string {
  const words = Object.entries(inWords).flatMap(([keyword, say]) => {
    const value = schema[keyword];
    const enforced = (keyword === "format" || keyword === "minItems") && isEnforced(keyword, value);
    // A known format says what its long pattern says.
    const repeated = keyword === "pattern" && isEnforced("format", schema.format);
    return value === undefined || enforced || repeated ? [] : (say(value) ?? []);
  });
  const limits = words.join(", ");
  if (!schema.description) return limits;
  return limits ? `${schema.description} (${limits})` : schema.description;
}
