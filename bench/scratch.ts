/** The throw-away installation that benchmarks run on: a database of its own, and workspaces in it. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { readConfig, type Config } from "../config.ts";
import { contextFor } from "../core/actors.ts";
import type { Context } from "../core/context.ts";
import { newId } from "../core/domain/ids.ts";
import { createTenant, saveUser } from "../db/queries/tenants.ts";
import { openDeps, type AppDeps } from "../deps.ts";
import { fillWorkspace, type Workspace } from "./workspace.ts";

export interface Scratch {
  deps: AppDeps;
  /** Goes away with the scratch installation. */
  directory: string;
  /** A tenant of this many people, loaded on first use and shared by the benchmarks. */
  workspace(people: number): Promise<Workspace>;
  /** A tenant with one user and nothing else. */
  emptyTenant(email: string): Promise<Context>;
  close(): Promise<void>;
}

export async function openScratch(parent: string | undefined): Promise<Scratch> {
  if (parent) fs.mkdirSync(parent, { recursive: true });
  const directory = fs.mkdtempSync(path.join(parent ?? os.tmpdir(), "rapport-bench-"));
  const deps = await openDeps(scratchConfig(directory));
  const workspaces = new Map<number, Promise<Workspace>>();
  const emptyTenant = (email: string) => newTenant(deps, email);
  return {
    deps,
    directory,
    emptyTenant,
    workspace: (people) => {
      const known = workspaces.get(people);
      if (known) return known;
      const made = emptyTenant("ana@ours.example").then((asker) =>
        fillWorkspace(deps, asker, people),
      );
      workspaces.set(people, made);
      return made;
    },
    close: async () => {
      await deps.close();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A server named by DATABASE_URL is used, and keeps the benchmark's tenants; jobs stay in the process. */
function scratchConfig(directory: string): Config {
  const { REDIS_URL: _, ...config } = readConfig();
  return { ...config, RAPPORT_DATA: directory, LOG_LEVEL: "error" };
}

async function newTenant(deps: AppDeps, email: string): Promise<Context> {
  const slug = `bench-${newId()}`;
  const at = new Date();
  const tenant = await createTenant(deps.db, { slug, name: "Benchmark", at });
  const scope = { tenantId: tenant.id, actorId: null, viewerId: null };
  await deps.db.transaction(scope, (tx) =>
    saveUser(tx, {
      email,
      name: "Ana Asker",
      role: "owner",
      timeZone: "Europe/Madrid",
      locale: "en",
      at,
    }),
  );
  return contextFor(deps.db, { tenant: slug, email }, { surface: "cli" });
}
