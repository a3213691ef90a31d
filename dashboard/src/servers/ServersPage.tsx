import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { silosQuery } from "../exchange/queries.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { words } from "../words/index.js";
import { HealthCard } from "./HealthCard.js";
import { SiloCard } from "./SiloCard.js";
import { useDraining } from "./useDraining.js";

/** For operators: the silos, what each does, and the switch that takes one out of service. */
export function ServersPage(): ReactElement {
  const { servers } = words;
  const { data, error, refetch } = useQuery(silosQuery);
  const { drain, undrain } = useDraining();
  const living = data?.filter(({ state }) => state !== "gone") ?? [];
  const isAlone = living.length === 1 && living[0]?.partitions === null;
  return (
    <>
      <PageTitle title={servers.title} lead={servers.lead} />
      <div className="grid gap-5">
        <HealthCard />
        <section>
          <h2 className="mb-3">{servers.silos}</h2>
          {isAlone && <p className="mb-3 max-w-prose text-ink-soft">{servers.alone}</p>}
          {error !== null && data === undefined ? <ErrorState error={error} retry={() => void refetch()} />
            : data === undefined ? <Skeleton /> : (
              <ul aria-label={servers.list} className="grid gap-4 md:grid-cols-2">
                {data.map((silo) => (
                  <li key={silo.id}>
                    <SiloCard
                      silo={silo} canDrain={!isAlone} drain={() => drain(silo.id)} undrain={() => undrain(silo.id)}
                    />
                  </li>
                ))}
              </ul>
            )}
        </section>
      </div>
    </>
  );
}
