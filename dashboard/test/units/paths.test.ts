import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { paths } from "../../src/app/paths.js";

test("the server shows the page for exactly the paths that the page knows", () => {
  const source = readFileSync(new URL("../../../src/Web/Pages/PagesApi.cs", import.meta.url), "utf8");
  const list = /string\[\] Routes =\s*\[([^\]]*)\]/.exec(source)?.[1] ?? "";
  const served = [...list.matchAll(/"([^"]+)"/g)].map(([, path]) => path!.replaceAll(/\{(\w+)\}/g, "$$$1"));
  expect(served.sort()).toEqual([...paths].sort());
});

test("the router has a route for each of them", () => {
  const source = readFileSync(new URL("../../src/app/router.tsx", import.meta.url), "utf8");
  const routes = [...source.matchAll(/path: "([^"]+)"/g)].map(([, path]) => path);
  expect(routes.sort()).toEqual([...paths].sort());
});
