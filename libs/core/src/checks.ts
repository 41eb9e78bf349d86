// What generated checks are made of; a door of its own, so that authors do not meet it.
export {
  checkOf,
  each,
  expected,
  inside,
  isDateTime,
  isFields,
  isFloat,
  isInt,
  noOthers,
  type PartCheck,
} from './service/check-parts.js';
