/** Identifiers: time-ordered UUIDs made here, so that no database sequence is shared between tenants. */
import { v7, validate } from "uuid";

export const newId = (): string => v7();

export const isId = (text: string): boolean => validate(text);
