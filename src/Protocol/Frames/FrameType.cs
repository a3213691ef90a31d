namespace ContextExchange.Protocol.Frames;

/// <summary>What a frame is (exchange-v1, section 1). The numbers are the wire's and never change.</summary>
public enum FrameType : byte
{
    Connect = 0x01,
    ConnectTicket = 0x02,
    Send = 0x03,
    Ack = 0x04,
    PublishEpoch = 0x05,
    GetEpoch = 0x06,
    Ping = 0x07,
    Pong = 0x08,
    Challenge = 0x81,
    Ready = 0x82,
    Receipt = 0x83,
    Delivery = 0x84,
    Result = 0x85,
    Epoch = 0x86,
    Drain = 0x87,
    Acknowledged = 0x88,
}
