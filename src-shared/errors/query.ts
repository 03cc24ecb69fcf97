import { defineErrors } from './define.ts';

/** Queries in the query language of the lists, and how a list is paged. Positions are counted from 1. */
export const queryErrors = defineErrors('input', {
  query_syntax: [
    'The {what} is wrong at character {position}: {found} stands where {expected} is expected',
    "A condition has the form FIELD OPERATOR VALUE, as in status = 'failed' and created > -7d; texts stand in single quotes.",
  ],
  query_unknown_field: [
    'The {what} names a field that there is not, at character {position}: {field}',
    'There are {fields}.',
  ],
  query_bad_operator: [
    'In the query, at character {position}, {operator} cannot be asked of {field}, which is {kind}',
    'It can be asked {operators}.',
  ],
  query_bad_value: [
    'In the query, at character {position}, {found} is no value of {field}, which is {kind}',
    'Give {expected}.',
  ],
  query_too_long: [
    'The {what} has {length} characters; {limit} are allowed',
    'Ask for less at a time, in several queries.',
  ],
  query_too_many: [
    'The query has more than {limit} conditions',
    'Ask for less at a time, in several queries.',
  ],
  query_too_deep: [
    'The parentheses of the query, at character {position}, are more than {limit} deep',
    'Take away parentheses that are not needed.',
  ],
  size_invalid: [
    'The size of a list is a whole number from 1 on, and {size} is none',
    'Give a size from 1 to {limit}, or none for {limit}.',
  ],
  fields_unknown: ['There is no field {field} in this list', 'There are {fields}.'],
  cursor_invalid: [
    'The cursor was not made by this workbench',
    'Begin anew without a cursor, and take the next one from the answer as it is.',
  ],
  cursor_other_query: [
    'The cursor is of another list, query or order',
    'Give it with the same query and orderby as the page that it comes from, or begin anew without it.',
  ],
});
