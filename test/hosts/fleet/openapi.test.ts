import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fleetBase, fleetRoutes } from '../../../src-main/hosts/server/fleet/routes.ts';
import { type RunningServer, startServer } from '../../../src-main/hosts/server/server.ts';
import { FakeWorkbench } from '../fake-workbench.ts';
import { send } from './served.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly required: boolean };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly securitySchemes: Readonly<Record<string, object>>;
  };
}

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ workbench: new FakeWorkbench(), port: 0, version: '0.1.0' });
});
afterAll(() => server.close());

async function document(path: string): Promise<{ text: string; made: Document }> {
  const { status, text, json } = await send(server.port, 'GET', path, {});
  expect(status).toBe(200);
  return { text, made: json as Document };
}

// What the meta-schema of OpenAPI 3.1 asks of a document like these.
test.each([`${fleetBase}/openapi.json`, '/api/v1/openapi.json'])('%s is valid', async (path) => {
  const { text, made } = await document(path);
  expect(made).toMatchObject({
    openapi: '3.1.0',
    info: { title: expect.any(String) as string, version: '0.1.0' },
  });
  for (const requirement of made.security)
    for (const name of Object.keys(requirement)) expect(made.components.securitySchemes).toHaveProperty(name);
  for (const [, reference = ''] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
    expect(reference).toMatch(/^#\/components\/schemas\/[\w.-]+$/);
    expect(made.components.schemas).toHaveProperty([reference.slice('#/components/schemas/'.length)]);
  }
  const ids = new Set<string>();
  for (const [at, methods] of Object.entries(made.paths)) {
    expect(at).toMatch(/^\//);
    for (const [method, operation] of Object.entries(methods)) {
      expect(['get', 'post']).toContain(method);
      expect(ids).not.toContain(operation.operationId);
      ids.add(operation.operationId);
      const inPath = [...at.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? [])
        .filter((one) => one.in === 'path')
        .map(({ name }) => name);
      expect(declared).toEqual(inPath);
      const names = (operation.parameters ?? []).map((one) => `${one.in} ${one.name}`);
      expect(new Set(names).size).toBe(names.length);
      expect(operation.requestBody !== undefined).toBe(method === 'post');
      for (const response of Object.values(operation.responses)) expect(response.description).not.toBe('');
    }
  }
  for (const name of Object.keys(made.components.schemas)) expect(name).toMatch(/^[a-zA-Z0-9._-]+$/);
});

test('the page of the fleet API has every resource, and schemas that take what is right and nothing else', async () => {
  const { made } = await document(`${fleetBase}/openapi.json`);
  const there = Object.entries(made.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(there.toSorted()).toEqual(
    fleetRoutes.map(({ method, path }) => `${method} ${fleetBase}${path}`).toSorted(),
  );
  const schema = (name: string) => z.fromJSONSchema(made.components.schemas[name] as never);
  const body = schema('OperationRequest');
  const good = {
    operation: 'activate',
    device_id: 'sim:0',
    carrier: 'Any',
    cause: 'template',
    cause_id: 'x',
  };
  expect(body.safeParse(good).success).toBe(true);
  for (const bad of [{}, { ...good, operation: 'delete' }, { ...good, nothing: 1 }, { ...good, eid: '1' }])
    expect(body.safeParse(bad).success).toBe(false);
  expect(schema('ActionRequest').safeParse({ device_id: 'sim:0' }).success).toBe(false);
});
