/** Output shapes of tools whose result comes straight from typed queries. */
import { z } from "zod";

/** A plain object whose fields the compiler has already checked against the query that made it. */
export type Anything<T> = z.ZodType<T>;
export const anything = z.looseObject({}) as unknown;
