import type { CallOptions, Http } from "./http.js";
import * as model from "./models.js";

/** The silos of the server, for operators. */
export class ClusterApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Every silo that lives and, for a week, those that do not. */
  silos(options?: CallOptions): Promise<model.SiloInfo[]> {
    return this.#http.list("/v1/cluster/silos", model.siloInfo, options);
  }

  /** Tells a silo to give its work to the others. `conflict`: it is the last one that takes anything. */
  drain(silo: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", `/v1/cluster/silos/${encodeURIComponent(silo)}/drain`, null, options);
  }

  /** Tells a drained silo to take its share again. */
  undrain(silo: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", `/v1/cluster/silos/${encodeURIComponent(silo)}/undrain`, null, options);
  }
}
