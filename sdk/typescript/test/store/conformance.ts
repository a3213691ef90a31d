import type { DeviceStore } from "../../src/cxe1/device/deviceStore.js";
import type { ClientStore } from "../../src/store/index.js";

/** A store that can be opened again, as after a restart. */
export interface StoreKit {
  open(): Promise<ClientStore>;
  /** Whether what was written is there after closing and opening again. */
  readonly isDurable: boolean;
}

/** One behaviour that every store has. It throws where the store has another. */
export interface StoreCase {
  readonly name: string;
  readonly isDurability?: boolean;
  run(kit: StoreKit): Promise<void>;
}

const table = 7;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const text = (value: unknown): string => JSON.stringify(value, (_, part: unknown) =>
  part instanceof Uint8Array ? [...part] : part);

function equal(actual: unknown, expected: unknown): void {
  if (text(actual) !== text(expected)) throw new Error(`${text(actual)} instead of ${text(expected)}`);
}

async function fails(promise: Promise<unknown>, message: string): Promise<void> {
  const outcome = await promise.then(() => "no error", (error: unknown) => (error as Error).message);
  if (!outcome.includes(message)) throw new Error(`"${outcome}" instead of "${message}"`);
}

/** Opens, works, closes. */
async function use<T>(kit: StoreKit, work: (store: ClientStore) => Promise<T>): Promise<T> {
  const store = await kit.open();
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** What every store does, in Node and in browsers: so without a test library. */
export const storeCases: readonly StoreCase[] = [
  {
    name: "a row that was put is read back, and null where there is none",
    run: (kit) => use(kit, async (store) => {
      await store.transact((part) => part.put(table, bytes(1), bytes(9, 8)));
      equal(await store.transact((part) => [part.get(table, bytes(1)), part.get(table, bytes(2)), part.get(8, bytes(1))]),
        [bytes(9, 8), null, null]);
    }),
  },
  {
    name: "a transaction sees its own writes",
    run: (kit) => use(kit, (store) => store.transact((part) => {
      part.put(table, bytes(1), bytes(1));
      part.put(table, bytes(1), bytes(2));
      equal(part.get(table, bytes(1)), bytes(2));
      part.delete(table, bytes(1));
      part.delete(table, bytes(1));
      equal(part.get(table, bytes(1)), null);
      equal(part.scan(table, bytes()), []);
    })),
  },
  {
    name: "a scan gives the rows behind a prefix in unsigned order",
    run: (kit) => use(kit, async (store) => {
      await store.transact((part) => {
        for (const key of [bytes(1, 0xff), bytes(1), bytes(0xff, 1), bytes(2), bytes(1, 0), bytes(0, 0xff), bytes(0xff)])
          part.put(table, key, bytes(1));
        part.put(table + 1, bytes(1, 5), bytes(1));
      });
      const keys = (prefix: Uint8Array, limit?: number, from?: Uint8Array): Promise<Uint8Array[]> =>
        store.transact((part) => part.scan(table, prefix, limit, from).map((row) => row.key));
      equal(await keys(bytes()), [
        bytes(0, 0xff), bytes(1), bytes(1, 0), bytes(1, 0xff), bytes(2), bytes(0xff), bytes(0xff, 1)]);
      equal(await keys(bytes(1)), [bytes(1), bytes(1, 0), bytes(1, 0xff)]);
      equal(await keys(bytes(0xff)), [bytes(0xff), bytes(0xff, 1)]);
      equal(await keys(bytes(1), 2), [bytes(1), bytes(1, 0)]);
      equal(await keys(bytes(), 2, bytes(1, 1)), [bytes(1, 0xff), bytes(2)]);
      equal(await keys(bytes(1), 9, bytes(0)), [bytes(1), bytes(1, 0), bytes(1, 0xff)]);
    }),
  },
  {
    name: "work that throws leaves nothing behind",
    run: (kit) => use(kit, async (store) => {
      await store.transact((part) => part.put(table, bytes(1), bytes(1)));
      await fails(store.transact((part) => {
        part.put(table, bytes(1), bytes(2));
        part.put(table, bytes(2), bytes(2));
        part.delete(table, bytes(1));
        throw new Error("no more");
      }), "no more");
      equal(await store.transact((part) => part.scan(table, bytes())), [{ key: bytes(1), value: bytes(1) }]);
    }),
  },
  {
    name: "work that waits does not overlap with other work",
    run: (kit) => use(kit, async (store) => {
      const order: string[] = [];
      await Promise.all([1, 2, 3].map((number) => store.transact(async (part) => {
        order.push(`begin ${number}`);
        await Promise.resolve();
        part.put(table, bytes(number), bytes(number));
        await Promise.resolve();
        order.push(`end ${number}`);
      })));
      equal(order, ["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"]);
    }),
  },
  {
    name: "a failure of one leaves its neighbours of the same group alone",
    run: (kit) => use(kit, async (store) => {
      const results = await Promise.allSettled([1, 2, 3].map((number) => store.transact((part) => {
        part.put(table, bytes(number), bytes(number));
        if (number === 2) throw new Error("two");
        return number;
      })));
      equal(results.map((result) => result.status), ["fulfilled", "rejected", "fulfilled"]);
      equal(await store.transact((part) => part.scan(table, bytes()).map((row) => row.key)), [bytes(1), bytes(3)]);
    }),
  },
  {
    name: "a nested part is undone alone",
    run: (kit) => use(kit, async (store) => {
      await store.transact(async (part) => {
        part.put(table, bytes(1), bytes(1));
        await part.nested((inner) => inner.put(table, bytes(2), bytes(2)));
        await fails(part.nested((inner) => {
          inner.put(table, bytes(1), bytes(9));
          inner.delete(table, bytes(2));
          throw new Error("inner");
        }), "inner");
      });
      equal(await store.transact((part) => part.scan(table, bytes()).map((row) => row.value)), [bytes(1), bytes(2)]);
    }),
  },
  {
    name: "a nested part that was good is undone with the whole",
    run: (kit) => use(kit, async (store) => {
      await fails(store.transact(async (part) => {
        await part.nested((inner) => inner.put(table, bytes(2), bytes(2)));
        throw new Error("outer");
      }), "outer");
      equal(await store.transact((part) => part.scan(table, bytes())), []);
    }),
  },
  {
    name: "what was given and what was read are copies",
    run: (kit) => use(kit, async (store) => {
      const value = bytes(1, 2);
      await store.transact((part) => {
        part.put(table, bytes(1), value);
        value.fill(0);
        part.get(table, bytes(1))!.fill(7);
        part.scan(table, bytes())[0]!.value.fill(7);
      });
      equal(await store.transact((part) => part.get(table, bytes(1))), bytes(1, 2));
    }),
  },
  {
    name: "a transaction that is over cannot be used",
    run: (kit) => use(kit, async (store) => {
      const part = await store.transact((transaction) => transaction);
      let message = "";
      try {
        part.put(table, bytes(1), bytes(1));
      } catch (error) {
        message = (error as Error).message;
      }
      equal(message, "The transaction is over.");
    }),
  },
  {
    name: "a closed store refuses, and finishes what was asked before",
    run: async (kit) => {
      const store = await kit.open();
      const before = store.transact((part) => part.put(table, bytes(1), bytes(1)));
      await store.close();
      await before;
      await fails(store.transact(() => 1), "closed");
      await store.close();
    },
  },
  {
    name: "what completed is there after a restart, deletions too",
    isDurability: true,
    run: async (kit) => {
      await use(kit, async (store) => {
        await store.transact((part) => {
          for (let i = 0; i < 50; i++) part.put(table, bytes(i), new Uint8Array(i * 100).fill(i));
        });
        await store.transact((part) => part.delete(table, bytes(10)));
        await store.transact((part) => part.put(table, bytes(11), bytes(5)));
      });
      await use(kit, async (store) => {
        const rows = await store.transact((part) => part.scan(table, bytes()));
        equal(rows.length, 49);
        equal(rows[10], { key: bytes(11), value: bytes(5) });
        equal(rows[48], { key: bytes(49), value: new Uint8Array(4900).fill(49) });
      });
    },
  },
  {
    name: "what was undone is not there after a restart",
    isDurability: true,
    run: async (kit) => {
      await use(kit, async (store) => {
        await Promise.allSettled([
          store.transact((part) => part.put(table, bytes(1), bytes(1))),
          store.transact((part) => {
            part.put(table, bytes(2), bytes(2));
            throw new Error("no");
          }),
        ]);
      });
      equal(await use(kit, (store) => store.transact((part) => part.scan(table, bytes()).length)), 1);
    },
  },
  {
    name: "a second opener is refused while the first lives",
    isDurability: true,
    run: async (kit) => {
      await use(kit, () => fails(kit.open(), "uses"));
      await use(kit, () => Promise.resolve());
    },
  },
  {
    name: "CXE1's transactions see their own writes and are undone without a commit",
    run: (kit) => use(kit, async (store) => {
      const one = await store.begin();
      one.put(1, bytes(1), bytes(1));
      one.put(1, bytes(2), bytes(2));
      one.delete(1, bytes(2));
      equal([await one.get(1, bytes(1)), await one.get(1, bytes(2)) ?? null], [bytes(1), null]);
      await one.commit();
      one.end();
      const two = await store.begin();
      two.put(1, bytes(1), bytes(9));
      equal(await two.scan(1, bytes(), 5), [{ key: bytes(1), value: bytes(9) }]);
      two.end();
      await fails(two.get(1, bytes(1)), "over");
      equal(await store.transact((part) => part.scan(1, bytes())), [{ key: bytes(1), value: bytes(1) }]);
    }),
  },
  {
    name: "CXE1's transactions do not overlap, and begin in the order of their coming",
    run: (kit) => use(kit, async (store) => {
      const order: number[] = [];
      await Promise.all([1, 2, 3].map(async (number) => {
        const transaction = await store.begin();
        order.push(number);
        transaction.put(1, bytes(number), bytes(number));
        await transaction.scan(1, bytes(), Infinity);
        order.push(number);
        await transaction.commit();
        transaction.end();
      }));
      equal(order, [1, 1, 2, 2, 3, 3]);
    }),
  },
  {
    name: "CXE1's transactions within another are durable or undone with it",
    run: (kit) => use(kit, async (store) => {
      const part = async (outer: DeviceStore, key: number, commits: boolean): Promise<void> => {
        const transaction = await outer.begin();
        transaction.put(1, bytes(key), bytes(key));
        if (commits) await transaction.commit();
        transaction.end();
      };
      await store.transact(async (outer) => {
        await part(outer.store, 1, true);
        await part(outer.store, 2, false);
        await part(outer.store, 3, true);
      });
      await fails(store.transact(async (outer) => {
        await part(outer.store, 4, true);
        throw new Error("outer");
      }), "outer");
      equal(await store.transact((rows) => rows.scan(1, bytes()).map((row) => row.key)), [bytes(1), bytes(3)]);
    }),
  },
  {
    name: "random transactions leave what a plain map would hold",
    run: (kit) => use(kit, async (store) => {
      let seed = 20_261_126;
      const next = (below: number): number => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
        return Math.floor(seed / 65_536) % below;
      };
      const model = new Map<string, number[]>();
      for (let round = 0; round < 60; round++) {
        const steps = Array.from({ length: 1 + next(8) }, () => [next(40), next(256), next(3)] as const);
        const isUndone = next(4) === 0;
        await store.transact((part) => {
          for (const [key, value, kind] of steps) {
            if (kind === 0) part.delete(table, bytes(key));
            else part.put(table, bytes(key), bytes(value));
          }
          if (isUndone) throw new Error("undone");
        }).catch(() => undefined);
        if (isUndone) continue;
        for (const [key, value, kind] of steps) {
          if (kind === 0) model.delete(`${key}`);
          else model.set(`${key}`, [value]);
        }
      }
      const expected = [...model].map(([key, value]) => [Number(key), value] as const)
        .sort(([one], [other]) => one - other);
      equal(await store.transact((part) => part.scan(table, bytes()).map(({ key, value }) => [key[0], [...value]])), expected);
    }),
  },
];
