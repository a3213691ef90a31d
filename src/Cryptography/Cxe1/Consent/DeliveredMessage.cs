using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// What a server delivers: an envelope and behind it the approvals that it needed, 250 bytes each, the sender's
/// owner's first. Parsing checks the form only; <see cref="ConsentRule"/> judges what the approvals say.
/// </summary>
public sealed class DeliveredMessage
{
    /// <summary>The longest delivered message: the longest envelope and two approvals.</summary>
    public const int MaxSize = EnvelopeView.MaxSize + MaxApprovals * Approval.Size;

    private const int MaxApprovals = 2;

    private DeliveredMessage(EnvelopeView envelope, ImmutableArray<Approval> approvals)
    {
        Envelope = envelope;
        EnvelopeHash = envelope.ComputeHash();
        Approvals = approvals;
    }

    /// <summary>The envelope, whose bytes are borrowed from whoever parsed it.</summary>
    public EnvelopeView Envelope { get; }

    /// <summary>SHA-256 of the envelope's header.</summary>
    public Bytes32 EnvelopeHash { get; }

    /// <summary>0 to 2, in ascending order of their sides, one a side.</summary>
    public ImmutableArray<Approval> Approvals { get; }

    /// <summary>The approval of one side, or null.</summary>
    public Approval? ApprovalOf(OwnerSide side)
    {
        foreach (var approval in Approvals)
            if (approval.Side == side)
                return approval;
        return null;
    }

    /// <summary>The bytes to deliver: the envelope and its approvals in the order of their sides.</summary>
    /// <exception cref="ArgumentException">Two approvals of one side.</exception>
    public static byte[] Join(ReadOnlySpan<byte> envelope, IEnumerable<Approval> approvals)
    {
        var sorted = approvals.OrderBy(approval => approval.Side).ToArray();
        if (sorted.DistinctBy(approval => approval.Side).Count() != sorted.Length)
            throw new ArgumentException("One approval a side.", nameof(approvals));
        var bytes = new byte[envelope.Length + sorted.Length * Approval.Size];
        envelope.CopyTo(bytes);
        for (var i = 0; i < sorted.Length; i++)
            sorted[i].Bytes.Span.CopyTo(bytes.AsSpan(envelope.Length + i * Approval.Size));
        return bytes;
    }

    /// <summary>Splits and checks the form.</summary>
    /// <param name="bytes">The delivered bytes.</param>
    /// <param name="message">Null on refusal.</param>
    /// <param name="error">
    /// Why the envelope is not canonical, or <see cref="EnvelopeError.ApprovalsNotCanonical"/>.
    /// </param>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out DeliveredMessage? message, out EnvelopeError error)
    {
        message = null;
        var length = EnvelopeLength(bytes.Span);
        if (!EnvelopeView.TryParse(bytes[..length], out var envelope, out error)) return false;
        if (!TryReadApprovals(bytes[length..], out var approvals))
        {
            error = EnvelopeError.ApprovalsNotCanonical;
            return false;
        }
        message = new(envelope, approvals);
        return true;
    }

    /// <summary>Where the envelope ends; without a bucket that fits, the envelope's own check finds out why.</summary>
    private static int EnvelopeLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < EnvelopeView.MinSize) return bytes.Length;
        var bucket = bytes[EnvelopeLayout.Bucket];
        if (bucket >= Bucket.Count) return bytes.Length;
        return Math.Min(bytes.Length, EnvelopeLayout.Ciphertext + Bucket.CiphertextSize(bucket));
    }

    private static bool TryReadApprovals(ReadOnlyMemory<byte> bytes, out ImmutableArray<Approval> approvals)
    {
        approvals = [];
        if (bytes.Length % Approval.Size != 0 || bytes.Length > MaxApprovals * Approval.Size) return false;
        for (; !bytes.IsEmpty; bytes = bytes[Approval.Size..])
        {
            if (!Approval.TryParse(bytes[..Approval.Size], out var approval, out _)) return false;
            if (!approvals.IsEmpty && approvals[^1].Side >= approval.Side) return false;
            approvals = approvals.Add(approval);
        }
        return true;
    }
}
