/** Name and size of the model that comes with the program, for those who do not load it. */
export const minilm = { model: "all-minilm-l6-v2-int8", dimensions: 384 } as const;
