/** The description of the fleet API, made from its routes and from the schemas of what they take and give. */

import { z } from 'zod';
import {
  fleetDownload,
  fleetLimits,
  fleetOperation,
  fleetOperationRequest,
  fleetProfile,
  fleetSwitch,
  fleetTransaction,
} from '../../../../src-shared/model/index.ts';
import { securitySchemes } from '../openapi.ts';
import {
  type bulkParameters,
  type FleetRoute,
  fleetBase,
  fleetRoutes,
  type pageParameters,
  parametersOf,
} from './routes.ts';

const prefix = '#/components/schemas/';

const rowSchemas = {
  inventory: 'Profile',
  transactions: 'Transaction',
  operations: 'Operation',
  history: 'Operation',
};

const parameterTexts: Readonly<Record<(typeof pageParameters | typeof bulkParameters)[number], string>> = {
  cursor: 'From the page before; it goes with the same query and orderby',
  size: `How many: a page has at most ${fleetLimits.page}, a CSV ${fleetLimits.bulk}`,
  query: "A condition in Remote Manager's query language, as status = 'active'",
  orderby: 'A field, or asc or desc and a field',
  fields: 'Names of fields with commas between',
};

const reference = (name: string) => ({ $ref: `${prefix}${name}` });
const json = (schema: object) => ({ 'application/json': { schema } });

function parameter(name: string) {
  const known = name as keyof typeof parameterTexts;
  return {
    name,
    in: 'query',
    description: parameterTexts[known],
    schema: name === 'size' ? { type: 'integer', minimum: 1 } : { type: 'string' },
  };
}

function answerOf(route: FleetRoute): object {
  switch (route.kind) {
    case 'summary':
      return { description: 'The resources', content: json({ type: 'object' }) };
    case 'page':
      return { description: 'A page', content: json(reference(`${rowSchemas[route.resource]}List`)) };
    case 'bulk':
      return {
        description: 'A header line and a line for each profile',
        headers: {
          Truncated: { description: 'There where more match than are given', schema: { const: 'true' } },
        },
        content: { 'text/csv': { schema: { type: 'string' } } },
      };
    default:
      return { description: 'As it stands', content: json(reference(rowSchemas[route.resource])) };
  }
}

function bodyName(body: z.ZodType): string {
  return body === fleetSwitch
    ? 'ActionRequest'
    : body === fleetDownload
      ? 'DownloadRequest'
      : 'OperationRequest';
}

function operationOf(route: FleetRoute): object {
  const segment = /\{(\w+)\}$/.exec(route.path)?.[1];
  const parameters = [
    ...(segment === undefined
      ? []
      : [{ name: segment, in: 'path', required: true, schema: { type: 'string' } }]),
    ...parametersOf(route).map(parameter),
  ];
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[/{}]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll('}', '')}`,
    summary: route.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.kind === 'start'
      ? { requestBody: { required: true, content: json(reference(bodyName(route.body))) } }
      : {}),
    responses: {
      '200': answerOf(route),
      default: { description: 'The error, in a code and in words', content: json(reference('Error')) },
    },
  };
}

/** An OpenAPI 3.1 document. `version` is the workbench's. */
export function fleetOpenApi(version: string): object {
  const schemas: Record<string, object> = {};
  for (const [name, schema] of Object.entries({
    Profile: fleetProfile,
    Transaction: fleetTransaction,
    Operation: fleetOperation,
    ActionRequest: fleetSwitch,
    DownloadRequest: fleetDownload,
    OperationRequest: fleetOperationRequest,
  })) {
    const { $schema: _, ...made } = z.toJSONSchema(schema, { io: 'input' });
    schemas[name] = made;
  }
  for (const name of ['Profile', 'Transaction', 'Operation'])
    schemas[`${name}List`] = {
      type: 'object',
      properties: {
        count: { type: 'integer' },
        size: { type: 'integer' },
        cursor: { type: 'string' },
        next_uri: { type: 'string' },
        list: { type: 'array', items: reference(name) },
      },
      required: ['count', 'size', 'list'],
    };
  schemas['Error'] = {
    type: 'object',
    properties: {
      error_status: { type: 'integer' },
      error_code: { type: 'string' },
      error_message: { type: 'string' },
      error_context: { type: 'object' },
    },
    required: ['error_status', 'error_code', 'error_message', 'error_context'],
  };
  const paths: Record<string, Record<string, object>> = {};
  for (const route of fleetRoutes) {
    const path = `${fleetBase}${route.path}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'eUICC Workbench: v1/esim_profiles',
      version,
      description: "The resources of Digi Remote Manager's v1/esim_profiles, over the readers of this bench.",
    },
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    paths,
    components: { schemas, securitySchemes },
  };
}
