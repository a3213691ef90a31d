using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

public sealed class ConversationTests
{
    [Fact]
    public void AMessageArrivesAsItWasWritten()
    {
        var talk = new TestConversation();

        var outcome = talk.Receive(talk.B, talk.Send(talk.A, "hello", talk.B));

        Assert.Equal(Cxe1Error.None, outcome.Error);
        Assert.False(outcome.IsDuplicate);
        Assert.True(outcome.HasPredecessor);
        Assert.Equal(TestConversation.Message("hello").Content, outcome.Message!.Content);
        Assert.Equal(talk.Alice.Identity.Agent, outcome.Message.Header.SenderAgent);
        Assert.Equal(outcome.Message, Assert.Single(Inbox.Unacknowledged(talk.B.Store, 10)));
    }

    [Fact]
    public void EveryDeviceOfBothAgentsReads()
    {
        var talk = new TestConversation(aliceDevices: 3, bobDevices: 2);
        TestDevice[] readers = [.. talk.Bob.Devices, .. talk.Alice.Devices.Skip(1)];

        var envelope = talk.Send(talk.A, "to all", readers);

        Assert.All(readers, reader => Assert.Equal("to all", talk.Receive(reader, envelope).Message?.Content.Text));
    }

    [Fact]
    public void TheFormForOneReaderHasTheSameHashAndServesThatReaderOnly()
    {
        var talk = new TestConversation(aliceDevices: 2, bobDevices: 2);
        talk.Seal(talk.A, "text");
        var record = TestConversation.Collect(talk.A)[0].Bytes;
        Assert.True(EpochView.TryParse(record, out var complete, out _));

        var fresh = talk.Bob.Devices.ToDictionary(reader => reader, reader => reader.Store.Clone());
        for (var i = 0; i < complete.EntryCount; i++)
        {
            var form = complete.ForReader(i);
            Assert.True(EpochView.TryParse(form, out var view, out _));
            Assert.False(view.IsComplete);
            Assert.Equal(complete.EpochHash, view.EpochHash);
            foreach (var reader in talk.Bob.Devices)
                if (reader.Keys.Device == complete.Entry(i).Device)
                    Assert.Equal(Cxe1Error.None, talk.Accept(reader, form));
                else
                    Assert.Equal(Cxe1Error.NotAReader, talk.Accept(new(talk.Bob, talk.Clock, fresh[reader]), form));
        }
    }

    [Fact]
    public void MessagesOfOneEpochShareItsRecord()
    {
        var talk = new TestConversation();
        Assert.True(talk.Seal(talk.A, "1").OpenedEpoch);
        Assert.False(talk.Seal(talk.A, "2").OpenedEpoch);
        Assert.Equal([true, false, false], TestConversation.Collect(talk.A).Select(item => item.IsEpoch));
    }

    [Fact]
    public void AfterOneHundredMessagesANewEpochIsOpened()
    {
        var talk = new TestConversation();
        for (var i = 0; i < 100; i++) Assert.Equal(i == 0, talk.Seal(talk.A, $"{i}").OpenedEpoch);
        Assert.True(talk.Seal(talk.A, "100").OpenedEpoch);
    }

    [Fact]
    public void AfterSixtyMinutesANewEpochIsOpened()
    {
        var talk = new TestConversation();
        talk.Seal(talk.A, "1");
        talk.Clock.Now += Cxe1Limits.EpochLife - 1;
        Assert.False(talk.Seal(talk.A, "2").OpenedEpoch);
        talk.Clock.Now += 1;
        Assert.True(talk.Seal(talk.A, "3").OpenedEpoch);
    }

    [Fact]
    public void AfterARestartANewEpochIsOpenedAndTheNumbersGoOn()
    {
        var talk = new TestConversation();
        var first = talk.Seal(talk.A, "1");
        var second = talk.Seal(talk.A.Restarted(), "2");
        Assert.True(second.OpenedEpoch);
        Assert.Equal((1, 2), (first.Sequence, second.Sequence));
        foreach (var item in TestConversation.Collect(talk.A))
            if (item.IsEpoch) Assert.Equal(Cxe1Error.None, talk.Accept(talk.B, item.Bytes));
            else Assert.Equal(Cxe1Error.None, talk.Receive(talk.B, item.Bytes).Error);
    }

    [Fact]
    public void AClockThatWasSetBackEndsTheEpoch()
    {
        var talk = new TestConversation();
        talk.Seal(talk.A, "1");
        talk.Clock.Now -= 1;
        Assert.True(talk.Seal(talk.A, "2").OpenedEpoch);
    }

    [Fact]
    public void ANewDeviceANewCertificateAndNewTermsEachOpenANewEpoch()
    {
        var talk = new TestConversation();
        talk.Seal(talk.A, "1");
        talk.Bob.AddDevice();
        talk.Bob.PublishList();
        Assert.True(talk.Seal(talk.A, "2").OpenedEpoch);
        talk.Clock.Now++;
        talk.Alice.Certify(talk.A);
        Assert.True(talk.Seal(talk.A, "3").OpenedEpoch);
        talk.ChangeTerms(talk.Bob, OwnerRead.AskedOnly, TestTerms.Levels);
        Assert.True(talk.Seal(talk.A, "4").OpenedEpoch);
        Assert.False(talk.Seal(talk.A, "5").OpenedEpoch);
    }

    [Fact]
    public void AnAnswersReplyPrekeyOpensANewEpochAfterThirtySecondsAndIsUsedOnce()
    {
        var talk = new TestConversation();
        talk.Exchange(talk.A, talk.B, "question");
        talk.Exchange(talk.B, talk.A, "answer");
        talk.Clock.Now += Cxe1Limits.ReplyEpochInterval - 1;
        Assert.False(talk.Seal(talk.A, "too early").OpenedEpoch);
        talk.Clock.Now += 1;
        Assert.True(talk.Seal(talk.A, "in time").OpenedEpoch);
        talk.Clock.Now += Cxe1Limits.ReplyEpochInterval;
        Assert.False(talk.Seal(talk.A, "no second key").OpenedEpoch);

        var epoch = TestConversation.Collect(talk.A).Last(item => item.IsEpoch);
        Assert.True(EpochView.TryParse(epoch.Bytes, out var view, out _));
        Assert.DoesNotContain(talk.Bob.Prekeys, prekey => prekey.KeyId == view.Entry(0).KeyId);
        Assert.Equal(Cxe1Error.None, talk.Accept(talk.B, epoch.Bytes));
        using var transaction = talk.B.Store.Begin();
        Assert.Null(transaction.Get(DeviceTable.Prekeys, view.Entry(0).KeyId.ToArray()));
    }

    [Fact]
    public void AOneTimePrekeyIsPreferredAndUsedOnce()
    {
        var talk = new TestConversation();
        var oneTime = PrekeyShelf.Publish(talk.B.Store, talk.B.Keys, PrekeyKind.OneTimePrekey, 1, talk.Clock.Now)[0];
        talk.Bob.Prekeys.Add(oneTime);

        var first = FirstKeyOf(talk.A.Restarted());
        var second = FirstKeyOf(talk.A.Restarted());

        Assert.Equal(oneTime.KeyId, first);
        Assert.Equal(talk.Bob.Prekeys[0].KeyId, second);

        Bytes32 FirstKeyOf(TestDevice device)
        {
            talk.Seal(device, "text");
            Assert.True(EpochView.TryParse(TestConversation.Collect(device)[0].Bytes, out var epoch, out _));
            return epoch.Entry(0).KeyId;
        }
    }

    [Fact]
    public void AReaderWithoutAValidKeyIsARefusal()
    {
        var talk = new TestConversation();
        talk.Clock.Now += Cxe1Limits.SignedPrekeyLife;
        talk.Alice.Certify(talk.A);
        talk.Bob.Certify(talk.B);
        Assert.False(talk.TrySeal(talk.A, "text", out _, out var error));
        Assert.Equal(Cxe1Error.RecipientKeysExpired, error);
        Assert.Empty(TestConversation.Collect(talk.A));
    }

    [Fact]
    public void ADeviceWhoseOwnCertificateIsOverSealsNothing()
    {
        var talk = new TestConversation();
        talk.Clock.Now += Cxe1Limits.DeviceCertificateLife;
        Assert.False(talk.TrySeal(talk.A, "text", out _, out var error));
        Assert.Equal(Cxe1Error.OwnCertificateInvalid, error);
    }

    [Fact]
    public void AnAgentWithoutDevicesHasNoReaders()
    {
        var talk = new TestConversation(bobDevices: 0);
        Assert.False(talk.TrySeal(talk.A, "text", out _, out var error));
        Assert.Equal(Cxe1Error.NoReaders, error);
    }

    [Fact]
    public void AnOlderDeviceListThanTheOneSeenIsRefused()
    {
        var talk = new TestConversation();
        var old = talk.Bob.Directory();
        talk.Bob.PublishList();
        talk.Seal(talk.A, "text");
        Assert.False(talk.A.Sender.TrySeal(
            talk.Context(talk.A), TestConversation.Message("text"), talk.Alice.Directory(), old, out _, out var error));
        Assert.Equal(Cxe1Error.DirectoryStale, error);
    }

    [Fact]
    public void WhatCouldNotBeOpenedIsSealedAgainWithTheSameLogicalId()
    {
        var talk = new TestConversation();
        var lost = talk.Seal(talk.A, "again");
        TestConversation.Collect(talk.A);
        Assert.True(talk.A.Sender.TryReseal(
            talk.Context(talk.A),
            lost.EnvelopeHash,
            talk.Alice.Directory(),
            talk.Bob.Directory(),
            out var second,
            out _));
        Assert.NotEqual(lost.EnvelopeId, second.EnvelopeId);
        var items = TestConversation.Collect(talk.A);
        Assert.Equal(Cxe1Error.None, talk.Accept(talk.B, items[0].Bytes));
        var content = talk.Receive(talk.B, items[1].Bytes).Message!.Content;
        Assert.Equal(TestConversation.Message("again").Content, content);
        Assert.False(talk.A.Sender.TryReseal(
            talk.Context(talk.A), lost.EnvelopeHash, talk.Alice.Directory(), talk.Bob.Directory(), out _, out _));
    }
}
