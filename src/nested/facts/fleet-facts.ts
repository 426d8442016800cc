/** What was seen around the chosen VMs of one endpoint. Plain data, keyed by moid. */
export interface FleetFacts {
  readonly endpoint: string;
}
