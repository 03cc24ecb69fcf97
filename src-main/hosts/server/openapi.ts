/** The REST API's description, made from the rows of src-shared/api.ts. */

import { z } from 'zod';
import { ownersCalls } from '../../../src-shared/api/access.ts';
import { api, type CallName } from '../../../src-shared/api.ts';
import { errorData, jsonValue, traceNode } from '../../../src-shared/model/index.ts';

/** How a token is shown, one way or the other. */
export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token, as `euicc-workbench token create` prints it.',
  },
  basic: { type: 'http', scheme: 'basic', description: 'The same as the password, with any user name.' },
};

const prefix = '#/components/schemas/';

/** An OpenAPI 3.1 document. `version` is the workbench's. */
export function openApiDocument(version: string): object {
  const inputs = z.registry<{ id: string }>();
  const outputs = z.registry<{ id: string }>();
  // They contain themselves: they need a name to do so.
  inputs.add(jsonValue, { id: 'JsonValue' });
  outputs.add(jsonValue, { id: 'JsonValue' });
  outputs.add(traceNode, { id: 'TraceNode' });
  outputs.add(errorData, { id: 'ErrorData' });
  const rows = Object.entries(api).filter(([name]) => !ownersCalls.has(name as CallName));
  for (const [name, row] of rows) {
    // Rows share schemas (`nothing`), and a registry knows each object once: a copy has a name of its own.
    inputs.add(row.input.clone(), { id: `${name}.input` });
    outputs.add(row.output.clone(), { id: `${name}.output` });
  }
  const uri = (id: string) => `${prefix}${id}`;
  const schemas = {
    ...z.toJSONSchema(inputs, {
      io: 'input',
      uri,
      // What a request has besides is refused (unknown-fields.ts).
      override({ jsonSchema }) {
        if (jsonSchema.type === 'object' && jsonSchema.properties !== undefined)
          jsonSchema.additionalProperties ??= false;
      },
    }).schemas,
    ...z.toJSONSchema(outputs, { io: 'output', uri }).schemas,
  };
  for (const schema of Object.values(schemas)) {
    delete schema['$id'];
    delete schema['$schema'];
  }
  const json = (id: string) => ({ 'application/json': { schema: { $ref: `${prefix}${id}` } } });
  const failure = {
    description: 'The error as code and parameters, and in words',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: { error: { $ref: `${prefix}ErrorData` } },
          required: ['error'],
        },
      },
    },
  };
  const paths = Object.fromEntries(
    rows.map(([name, row]) => [
      `/api/v1/${name}`,
      {
        post: {
          operationId: name,
          summary: row.summary,
          requestBody: { required: true, content: json(`${name}.input`) },
          responses: { '200': { description: 'Done', content: json(`${name}.output`) }, default: failure },
        },
      },
    ]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'eUICC Workbench',
      version,
      description: 'The local API of the workbench.',
    },
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    paths,
    components: {
      schemas,
      securitySchemes,
    },
  };
}
