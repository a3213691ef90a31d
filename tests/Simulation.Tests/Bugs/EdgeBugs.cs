using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Simulation.Tests.Bugs;

/// <summary>A repeat is asked for its terms before it is looked up.</summary>
internal sealed class RuleBeforeDuplicates : PlantedBug
{
    public override async Task<SendResult> AnswerAsync(
        SendRequest request, IGrainFactory grains, Func<Task<SendResult>> send)
    {
        if (!EnvelopeView.TryParse(request.Envelope, out var envelope, out _)) return await send();
        var sender = request.Sender.Agent;
        var connection = grains.GetGrain<IConnectionGrain>(
            ConnectionKey.Between(sender, new AgentId(envelope.RecipientAgent)));
        var view = await connection.Get(sender);
        return view is null || view.OwnVersion == envelope.TermsVersion
            ? await send()
            : new SendResult(SendStatus.StaleTerms, envelope.Sequence, default, TimeSpan.Zero);
    }
}

/// <summary>Whoever cannot be told what became of its message is told that all is well.</summary>
internal sealed class UnavailableCountsAsAccepted : PlantedBug
{
    public override async Task<SendResult> AnswerAsync(
        SendRequest request, IGrainFactory grains, Func<Task<SendResult>> send)
    {
        var answer = await send();
        return answer.Status == SendStatus.Unavailable ? answer with { Status = SendStatus.Accepted } : answer;
    }
}

/// <summary>A device takes what is pushed and does not look for a gap.</summary>
internal sealed class PushesBelieved : PlantedBug
{
    public override bool BelievesPushes => true;
}

/// <summary>A device acknowledges what it has received and not kept.</summary>
internal sealed class AcknowledgedBeforeKept : PlantedBug
{
    public override bool AcknowledgesEarly => true;
}
