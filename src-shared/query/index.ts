export {
  operatorsOf,
  type Query,
  type QueryCondition,
  type QueryOperator,
  type QueryValue,
  queryOperators,
  timeOf,
} from './ast.ts';
export { type Completion, type Completions, completeQuery } from './complete.ts';
export { findField, type QueryField, type QueryFieldKind, type QueryFields } from './fields.ts';
export { quote as quoteText } from './lex.ts';
export { type Orderby, parseOrderby } from './orderby.ts';
export { parseQuery, queryLimits } from './parse.ts';
export { printQuery } from './print.ts';
