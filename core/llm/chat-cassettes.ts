/** The same for a model of any vendor: its answers as we read them, without the vendor's own form. */
import { cassetteFile, readCassette, writeCassette, type Cassettes } from "./cassettes.ts";
import type { ChatAnswer, ChatModel } from "./chat-model.ts";

export function withCassettes(model: ChatModel, { folder, mode }: Cassettes): ChatModel {
  const { name } = model;
  return {
    name,
    ask: async (request, signal) => {
      const { system, tools, messages } = request;
      const file = cassetteFile(folder, [name, system, tools, messages]);
      if (mode === "replay") return readCassette(file) as ChatAnswer;
      const answer = await model.ask(request, signal);
      writeCassette(file, answer);
      return answer;
    },
  };
}
