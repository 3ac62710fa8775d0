/** The feature whose values are names of Permission Sets of the same Instance. */
export const PERMSET = 'permset';
