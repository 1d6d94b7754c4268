/** The port for embeddings: texts become vectors that lie near each other where the texts mean alike. */

export interface Embedder {
  /** Stored with every vector: only vectors of one model can be compared. */
  readonly model: string;
  /** Length of the vectors; undefined until a hosted model has answered once. */
  readonly dimensions: number | undefined;
  /** Cosine distance beyond which two texts of this model have nothing to do with each other. */
  readonly farthest: number;
  /** False once it has failed for good: nobody needs to try again. */
  readonly usable: boolean;
  /** One vector a text, in the same order. Throws `busy` where it cannot. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}
