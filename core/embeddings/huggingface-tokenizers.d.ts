/** The package's own types name their files without extensions, which Node's resolution does not find. */
declare module "@huggingface/tokenizers" {
  export class Tokenizer {
    constructor(tokenizer: object, config: object);
    encode(text: string): { ids: number[] };
  }
}
