/** Types that carry meaning: a branded string cannot be passed where another brand is expected. */
export type Brand<Base, Name extends string> = Base & { readonly __brand: Name };
