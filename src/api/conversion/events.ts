import type { Event as CoreEvent } from "../types/core/v1.gen.ts";
import type { Event as EventsEvent } from "../types/events/v1.gen.ts";
import { present } from "./present.ts";

/** The event of `events.k8s.io` as the legacy group writes it. Source: kubernetes pkg/apis/events/v1 conversion.go. */
export function coreEventOf(event: EventsEvent): CoreEvent {
  const {
    reportingController,
    note,
    regarding,
    deprecatedSource,
    deprecatedFirstTimestamp,
    deprecatedLastTimestamp,
    deprecatedCount,
    reportingInstance,
    ...rest
  } = event;
  return present({
    ...rest,
    apiVersion: "v1",
    kind: "Event",
    involvedObject: regarding ?? {},
    message: note,
    source: deprecatedSource ?? {},
    firstTimestamp: deprecatedFirstTimestamp,
    lastTimestamp: deprecatedLastTimestamp,
    count: deprecatedCount,
    // The legacy group writes these two even when they are empty.
    reportingComponent: reportingController ?? "",
    reportingInstance: reportingInstance ?? "",
  });
}

/** The inverse of `coreEventOf`. */
export function eventsEventOf(event: CoreEvent): EventsEvent {
  const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, reportingComponent, reportingInstance, eventTime, series, ...rest } = event;
  return present({
    ...rest,
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    eventTime: eventTime as string,
    ...(series === undefined ? {} : { series: { count: series.count ?? 0, lastObservedTime: series.lastObservedTime as string } }),
    regarding: involvedObject,
    note: message,
    deprecatedSource: source ?? {},
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedCount: count,
    reportingController: reportingComponent === "" ? undefined : reportingComponent,
    reportingInstance: reportingInstance === "" ? undefined : reportingInstance,
  });
}
