import { invalidChange, invalidNew } from "../invalid.ts";
import { container, cronJob, job } from "../manifests.ts";
import { dnsSubdomain, immutable, notNegative } from "../words.ts";

export const title = "jobs and cron jobs";

const batch = "kubernetes pkg/apis/batch/validation/validation.go";
const indexed = { completions: 4, completionMode: "Indexed" };
const failureRule = (rule: object) => job({ podFailurePolicy: { rules: [rule] } });
const exitCodes = (onExitCodes: object) => failureRule({ action: "FailJob", onExitCodes });
const success = (rule: object) => job({ ...indexed, successPolicy: { rules: [rule] } });

export const mistakes = [
  ...invalidNew("Job.batch", [
    ["no restart policy", job({}, { restartPolicy: undefined }), 'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"', `${batch} validateJobSpec`],
    ["pods that restart for ever", job({}, { restartPolicy: "Always" }), 'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"', `${batch} validateJobSpec`],
    ["a restart policy nobody knows", job({}, { restartPolicy: "Maybe" }), ['spec.template.spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"', 'spec.template.spec.restartPolicy: Unsupported value: "Maybe": supported values: "OnFailure", "Never"'], `${batch} validateJobSpec`],
    ["no containers", job({}, { containers: [] }), "spec.template.spec.containers: Required value", `${batch} validateJobSpec`],
    ["a container without an image", job({}, { containers: [container({ image: undefined })] }), "spec.template.spec.containers[0].image: Required value", `${batch} validateJobSpec`],
    ["parallelism below 0", job({ parallelism: -1 }), `spec.parallelism: Invalid value: -1: ${notNegative}`, `${batch} validateJobSpec`],
    ["completions below 0", job({ completions: -1 }), `spec.completions: Invalid value: -1: ${notNegative}`, `${batch} validateJobSpec`],
    ["a deadline below 0", job({ activeDeadlineSeconds: -1 }), `spec.activeDeadlineSeconds: Invalid value: -1: ${notNegative}`, `${batch} validateJobSpec`],
    ["a back-off limit below 0", job({ backoffLimit: -1 }), `spec.backoffLimit: Invalid value: -1: ${notNegative}`, `${batch} validateJobSpec`],
    ["a time to live below 0", job({ ttlSecondsAfterFinished: -1 }), `spec.ttlSecondsAfterFinished: Invalid value: -1: ${notNegative}`, `${batch} validateJobSpec`],
    ["a completion mode nobody knows", job({ completionMode: "Counted" }), 'spec.completionMode: Unsupported value: "Counted": supported values: "NonIndexed", "Indexed"', `${batch} validateJobSpec`],
    ["indexes without completions", job({ completionMode: "Indexed", parallelism: 1 }), "spec.completions: Required value: when completion mode is Indexed", `${batch} validateJobSpec`],
    ["100001 at once", job({ ...indexed, parallelism: 100_001 }), "spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed", `${batch} validateJobSpec`],
    ["a limit for each index without indexes", job({ backoffLimitPerIndex: 1 }), "spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode", `${batch} validateJobSpec`],
    ["failed indexes without a limit for each", job({ ...indexed, maxFailedIndexes: 1 }), "spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified", `${batch} validateJobSpec`],
    ["more failed indexes than indexes", job({ ...indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 5 }), "spec.maxFailedIndexes: Invalid value: 5: must be less than or equal to completions", `${batch} validateJobSpec`],
    ["a manager without a domain", job({ managedBy: "me" }), "spec.managedBy: Invalid value: \"me\": must be a domain-prefixed path (such as \"acme.io/foo\")", "apimachinery util/validation IsDomainPrefixedPath"],
    ["a failure policy for pods that restart", job({ podFailurePolicy: { rules: [] } }, { restartPolicy: "OnFailure" }), 'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified', `${batch} validateJobSpec`],
    ["an action nobody knows", failureRule({ action: "Cry", onExitCodes: { operator: "In", values: [1] } }), 'spec.podFailurePolicy.rules[0].action: Unsupported value: "Cry": supported values: "Count", "FailIndex", "FailJob", "Ignore"', `${batch} validatePodFailurePolicyRule`],
    ["a rule without an action", failureRule({ onExitCodes: { operator: "In", values: [1] } }), 'spec.podFailurePolicy.rules[0].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]', `${batch} validatePodFailurePolicyRule`],
    ["a rule of nothing", failureRule({ action: "FailJob" }), "spec.podFailurePolicy.rules[0]: Invalid value…", `${batch} validatePodFailurePolicyRule`],
    ["exit codes by an operator nobody knows", exitCodes({ operator: "Is", values: [1] }), 'spec.podFailurePolicy.rules[0].onExitCodes.operator: Unsupported value: "Is": supported values: "In", "NotIn"', `${batch} validatePodFailurePolicyRuleOnExitCodes`],
    ["no exit codes", exitCodes({ operator: "In", values: [] }), "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: []: at least one value is required", `${batch} validatePodFailurePolicyRuleOnExitCodes`],
    ["exit code 0", exitCodes({ operator: "In", values: [0] }), "spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator", `${batch} validatePodFailurePolicyRuleOnExitCodes`],
    ["one exit code twice", exitCodes({ operator: "In", values: [1, 1] }), "spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Duplicate value: 1", `${batch} validatePodFailurePolicyRuleOnExitCodes`],
    ["exit codes in disorder", exitCodes({ operator: "In", values: [2, 1] }), "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered", `${batch} validatePodFailurePolicyRuleOnExitCodes`],
    ["exit codes of a container that is not there", exitCodes({ operator: "In", values: [1], containerName: "d" }), 'spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: "d": must be one of the container or initContainer names in the pod template', `${batch} validatePodFailurePolicyRuleOnExitCodes`],
    ["a replacement nobody knows", job({ podReplacementPolicy: "Soon" }), 'spec.podReplacementPolicy: Unsupported value: "Soon": supported values: "Failed", "TerminatingOrFailed"', `${batch} validateJobSpec`],
    ["success without indexes", job({ successPolicy: { rules: [{ succeededCount: 1 }] } }), 'spec.successPolicy: Invalid value: {"rules":[{"succeededCount":1}]}: requires indexed completion mode', `${batch} validateJobSpec`],
    ["success by no rule", job({ ...indexed, successPolicy: { rules: [] } }), "spec.successPolicy.rules: Required value: at least one rules must be specified when the successPolicy is specified", `${batch} validateSuccessPolicy`],
    ["success by an empty rule", success({}), "spec.successPolicy.rules[0]: Required value: at least one of succeededCount or succeededIndexes must be specified", `${batch} validateSuccessPolicyRule`],
    ["more successes than completions", success({ succeededCount: 5 }), "spec.successPolicy.rules[0].succeededCount: Invalid value: 5: must be less than or equal to 4 (the number of specified completions)", `${batch} validateSuccessPolicyRule`],
    ["successful indexes that are not there", success({ succeededIndexes: "3-9" }), 'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "3-9": error parsing succeededIndexes: too large index: "9"', `${batch} validateSuccessPolicyRule`],
  ]),
  ...invalidChange("Job.batch", [
    ["another image", job(), { spec: { template: { spec: { containers: [container({ image: "other" })] } } } }, "spec.template: Invalid value…", `${batch} ValidateJobSpecUpdate`],
    ["other completions", job({ completions: 2 }), { spec: { completions: 3 } }, `spec.completions: Invalid value: 3: ${immutable}`, `${batch} validateCompletions`],
    ["completions of indexes without parallelism", job({ ...indexed, parallelism: 2 }), { spec: { completions: 5 } }, "spec.completions: Invalid value: 5: can only be modified in tandem with spec.parallelism", `${batch} validateCompletions`],
    ["another mode", job({ completions: 1 }), { spec: { completionMode: "Indexed" } }, `spec.completionMode: Invalid value: "Indexed": ${immutable}`, `${batch} ValidateJobSpecUpdate`],
    ["another manager", job(), { spec: { managedBy: "a.io/b" } }, `spec.managedBy: Invalid value: "a.io/b": ${immutable}`, `${batch} ValidateJobSpecUpdate`],
  ]),
  ...invalidNew("CronJob.batch", [
    ["no schedule", cronJob({ schedule: "" }), "spec.schedule: Required value", `${batch} validateCronJobSpec`],
    ["a schedule of four fields", cronJob({ schedule: "* * * *" }), 'spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]', `${batch} validateScheduleFormat`],
    ["a schedule of six fields", cronJob({ schedule: "* * * * * *" }), 'spec.schedule: Invalid value: "* * * * * *": expected exactly 5 fields, found 6: [* * * * * *]', `${batch} validateScheduleFormat`],
    ["minute 60", cronJob({ schedule: "60 * * * *" }), 'spec.schedule: Invalid value: "60 * * * *": end of range (60) above maximum (59): 60', `${batch} validateScheduleFormat`],
    ["a step of 0", cronJob({ schedule: "*/0 * * * *" }), 'spec.schedule: Invalid value: "*/0 * * * *": step of range should be a positive number: */0', `${batch} validateScheduleFormat`],
    ["a word nobody knows", cronJob({ schedule: "@often" }), 'spec.schedule: Invalid value: "@often": unrecognized descriptor: @often', `${batch} validateScheduleFormat`],
    ["a time zone in the schedule", cronJob({ schedule: "TZ=UTC * * * * *" }), 'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead', `${batch} validateScheduleFormat`],
    ["a time zone nobody knows", cronJob({ timeZone: "Mars/Olympus" }), 'spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus', `${batch} validateTimeZone`],
    ["an empty time zone", cronJob({ timeZone: "" }), 'spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string', `${batch} validateTimeZone`],
    ["the local time zone", cronJob({ timeZone: "Local" }), 'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones', `${batch} validateTimeZone`],
    ["a concurrency nobody knows", cronJob({ concurrencyPolicy: "Maybe" }), 'spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"', `${batch} validateConcurrencyPolicy`],
    ["a start before now", cronJob({ startingDeadlineSeconds: -1 }), `spec.startingDeadlineSeconds: Invalid value: -1: ${notNegative}`, `${batch} validateCronJobSpec`],
    ["less than no history", cronJob({ successfulJobsHistoryLimit: -1 }), `spec.successfulJobsHistoryLimit: Invalid value: -1: ${notNegative}`, `${batch} validateCronJobSpec`],
    ["less than no failed history", cronJob({ failedJobsHistoryLimit: -1 }), `spec.failedJobsHistoryLimit: Invalid value: -1: ${notNegative}`, `${batch} validateCronJobSpec`],
    ["a name of 53 characters", cronJob({}, { name: "a".repeat(53) }), `metadata.name: Invalid value: "${"a".repeat(53)}": must be no more than 52 characters`, `${batch} ValidateCronJobCreate`],
    ["a selector in the template", cronJob({ jobTemplate: { spec: { selector: { matchLabels: { a: "b" } }, template: { spec: { restartPolicy: "Never", containers: [container()] } } } } }), 'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated', `${batch} ValidateJobTemplateSpec`],
    ["a selector by hand in the template", cronJob({ jobTemplate: { spec: { manualSelector: true, template: { spec: { restartPolicy: "Never", containers: [container()] } } } } }), 'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"', `${batch} ValidateJobTemplateSpec`],
    ["pods of a cron job that restart for ever", cronJob({ jobTemplate: { spec: { template: { spec: { restartPolicy: "Always", containers: [container()] } } } } }), 'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"', `${batch} validateJobSpec`],
    ["a cron job's name in upper case", cronJob({}, { name: "X" }), `metadata.name: Invalid value: "X": ${dnsSubdomain}`, `${batch} ValidateCronJobCreate`],
  ]),
];
