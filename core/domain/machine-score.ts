/** From which machine score (0–100) on no person is taken to have written a message. */
export const MACHINE_SCORE = 50;
