/** Looks, at start-up and in `doctor`, whether the configured model is there and does what we ask of it. */
import Anthropic from "@anthropic-ai/sdk";
import { AppError } from "../domain/errors.ts";
import { toFailure } from "./model-failure.ts";

/** The model as the API describes it; what it lacks is a sentence for the operator. */
export interface ModelState {
  model: string;
  concerns: string[];
}

/**
 * Throws `misconfigured` for a model or key that cannot be used, naming the models there are, and
 * `ModelFailure` where the API cannot be asked just now.
 */
export async function checkModel(
  client: Anthropic,
  { setting, model }: { setting: string; model: string },
): Promise<ModelState> {
  try {
    return { model, concerns: concernsOf(await client.models.retrieve(model)) };
  } catch (error) {
    if (error instanceof Anthropic.NotFoundError) throw await notThere(client, setting, model);
    if (
      error instanceof Anthropic.AuthenticationError ||
      error instanceof Anthropic.PermissionDeniedError
    )
      throw new AppError("misconfigured", "ANTHROPIC_API_KEY is not accepted by the Claude API.", {
        cause: error,
      });
    throw toFailure(error);
  }
}

async function notThere(client: Anthropic, setting: string, model: string): Promise<AppError> {
  const names: string[] = [];
  for await (const { id } of client.models.list({ lifecycle: ["active"] })) names.push(id);
  return new AppError(
    "misconfigured",
    `${setting} names ${model}, which is not available; there are: ${names.join(", ")}.`,
  );
}

function concernsOf({ lifecycle, retires_at: end, capabilities }: Anthropic.ModelInfo): string[] {
  const concerns = [];
  if (lifecycle !== "active")
    concerns.push(
      end ? `it is ${lifecycle} and ends on ${end.slice(0, 10)}` : `it is ${lifecycle}`,
    );
  if (capabilities?.thinking.types.disabled.supported === false)
    concerns.push("its thinking cannot be turned off, so reading a message takes longer");
  return concerns;
}
