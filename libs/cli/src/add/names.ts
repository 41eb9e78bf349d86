import { errors } from '@metamorphosis/contract';

const NAME = /^[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*$/;

/** `rate-review`, `RateReview` -> `rateReview`. Throws CONFIGURATION_INVALID for what is no name. */
export function camelName(what: string, name: string): string {
  const pascal = pascalName(what, name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** `review-rated`, `reviewRated` -> `ReviewRated`. Throws CONFIGURATION_INVALID for what is no name. */
export function pascalName(what: string, name: string): string {
  if (!NAME.test(name)) {
    throw errors.CONFIGURATION_INVALID([
      `"${name}" names no ${what}: write letters and digits, such as rateReview or rate-review.`,
    ]);
  }
  return name.replace(/(?:^|[-_])([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `RateReview` -> `rate-review`. */
export function kebabName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
