/** Arguments for any tool of the registry, made from its input schema and a pool of words. */
import fc from "fast-check";
import { z } from "zod";
import type { Tool } from "../../core/tool.ts";

/** The same call with other words: words of one pool stand where words of the other stood. */
export type Fill = (pool: Pool) => unknown;

export interface Pool {
  words: readonly string[];
  ids: readonly string[];
}

interface Schema {
  type?: string;
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minimum?: number;
  maximum?: number;
}

export function argumentsFor(tool: Tool): fc.Arbitrary<(pool: Pool) => Record<string, unknown>> {
  const schema = z.toJSONSchema(tool.input, { io: "input", unrepresentable: "any" });
  return filling(schema as Schema).map((fill) => fill as (pool: Pool) => Record<string, unknown>);
}

function filling(schema: Schema): fc.Arbitrary<Fill> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(filling));
  if (schema.enum) return fc.constantFrom(...schema.enum).map(always);
  if ("const" in schema) return fc.constant(always(schema.const));
  switch (schema.type) {
    case "string":
      return anyIndex.map(pick(schema.format === "uuid"));
    case "integer":
    case "number":
      return fc
        .integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 50, 50) })
        .map(always);
    case "boolean":
      return fc.boolean().map(always);
    case "array":
      return fc
        .array(filling(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 2 })
        .map((fills) => (pool) => fills.map((fill) => fill(pool)));
    case "object":
      return objectOf(schema);
    default:
      return anyIndex.map(pick(false));
  }
}

function objectOf({ properties = {}, required = [] }: Schema): fc.Arbitrary<Fill> {
  const fields = Object.entries(properties).map(([name, schema]) =>
    (required.includes(name) ? filling(schema) : fc.option(filling(schema), { nil: null })).map(
      (fill) => ({ name, fill }),
    ),
  );
  return fc
    .tuple(...fields)
    .map(
      (chosen) => (pool) =>
        Object.fromEntries(
          chosen.flatMap(({ name, fill }) => (fill === null ? [] : [[name, fill(pool)]])),
        ),
    );
}

/** Every word as likely as any other. */
const anyIndex = fc.noBias(fc.nat());

const always =
  (value: unknown): Fill =>
  () =>
    value;

const pick =
  (onlyIds: boolean) =>
  (index: number): Fill =>
  ({ words, ids }) => {
    const from = onlyIds ? ids : [...words, ...ids];
    return from[index % from.length];
  };
