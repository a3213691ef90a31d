namespace ContextExchange.Simulation.Tests.Bugs;

/// <summary>Every planted bug by its name.</summary>
internal static class PlantedBugs
{
    public static IReadOnlyDictionary<string, Func<PlantedBug>> All { get; } =
        new Dictionary<string, Func<PlantedBug>>
        {
            ["answer-before-flush"] = () => new AnswerBeforeFlush(),
            ["push-before-commit"] = () => new PushBeforeCommit(),
            ["head-not-claimed"] = () => new HeadNotClaimed(),
            ["epoch-not-checked"] = () => new EpochNotChecked(),
            ["duplicates-forgotten-after-restart"] = () => new DuplicatesForgotten(),
            ["sequence-reused-after-failover"] = () => new Renumbered(shift: 1),
            ["sequence-skipped-after-failover"] = () => new Renumbered(shift: -1),
            ["refusal-fails-batch"] = () => new RefusalFailsBatch(),
            ["rule-before-duplicates"] = () => new RuleBeforeDuplicates(),
            ["unavailable-counts-as-accepted"] = () => new UnavailableCountsAsAccepted(),
            ["hold-decided-twice"] = () => new HoldDecidedTwice(),
            ["entry-without-its-mark"] = () => new EntryWithoutItsMark(),
            ["withheld-without-stub"] = () => new WithheldWithoutStub(),
            ["one-cursor-for-all-devices"] = () => new OneCursorForAllDevices(),
            ["queue-without-bound"] = () => new QueueWithoutBound(),
            ["pushes-believed"] = () => new PushesBelieved(),
            ["acknowledged-before-kept"] = () => new AcknowledgedBeforeKept(),
        };
}
