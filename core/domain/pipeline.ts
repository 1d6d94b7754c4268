/** A pipeline: the named stages a deal goes through, in order, and how likely each makes it. */
import { AppError } from "./errors.ts";
import { change, type Aggregate } from "./record.ts";

export interface Stage {
  id: string;
  name: string;
  /** Percent; null for won and lost. */
  probability: number | null;
  outcome: "open" | "won" | "lost";
}

export interface Pipeline {
  name: string;
  /** Whose alone it is; null when the team shares it. */
  ownerId: string | null;
  /** In order; won and lost last. */
  stages: Stage[];
  /** Where it stands among the pipelines. */
  position: number;
}

export type PipelineCommand =
  | { kind: "create"; pipeline: Pipeline }
  | { kind: "update"; patch: Partial<Pipeline> }
  | { kind: "remove" };

export const pipeline: Aggregate<Pipeline, PipelineCommand> = {
  type: "pipeline",
  schemaVersion: 1,
  decide(state, command) {
    if (command.kind === "create")
      return state ? [] : [{ type: "created", state: checked(command.pipeline) }];
    if (!state) throw new AppError("not_found", "That pipeline is no longer here.");
    if (command.kind === "remove") return [{ type: "removed" }];
    checked({ ...state, ...command.patch });
    return change<Pipeline>(state, command.patch);
  },
};

/** One won, one lost, at least one open stage, and no two of one name. */
function checked(pipeline: Pipeline): Pipeline {
  const { stages } = pipeline;
  const names = new Set(stages.map((stage) => stage.name.toLowerCase()));
  if (names.size < stages.length)
    throw new AppError("conflict", "Two stages of one pipeline cannot have the same name.");
  const count = (outcome: Stage["outcome"]) =>
    stages.filter((stage) => stage.outcome === outcome).length;
  if (count("open") < 1 || count("won") !== 1 || count("lost") !== 1)
    throw new AppError("conflict", "A pipeline needs an open stage, one for won and one for lost.");
  return pipeline;
}
