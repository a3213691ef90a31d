namespace ContextExchange.Protocol;

/// <summary>How long a connection's messages are kept. The numbers are days, 0 keeps.</summary>
public enum RetentionClass : byte
{
    Keep = 0,
    Days1 = 1,
    Days7 = 7,
    Days30 = 30,
    Days90 = 90,
}
