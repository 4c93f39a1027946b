//! What TikTok's room tells into what happened. The arithmetic of gifts is ours: the crate's loses and repeats some.

use gauge_model::{EventKind, Gift, Millis, Subscription, User};
use piratetok_live_rs::structs::{
    TikTokLiveEvent,
    proto::{messages::WebcastGiftMessage, types::CommonMessageData, user::UserIdentity},
};

use crate::tikfinity::Part;

/// What an event tells; `now` stands in where it has no time. Of every follow, share, join and end the crate tells
/// twice: once as what it was sent, and that is passed over.
pub(super) fn decode(event: TikTokLiveEvent, now: Millis) -> Option<Part> {
    let (common, user, kind) = parts(event)?;
    // How many watch is told again and again: it is news each time.
    let is_message = !matches!(kind, EventKind::Viewers { .. });
    let id = common
        .as_ref()
        .map(|common| common.msg_id)
        .filter(|id| *id != 0 && is_message);
    Some(Part {
        id: id.map(|id| id.to_string()),
        at: time(common.as_ref(), now),
        user: user.and_then(person),
        kind,
    })
}

type Parts = (Option<CommonMessageData>, Option<UserIdentity>, EventKind);

fn parts(event: TikTokLiveEvent) -> Option<Parts> {
    Some(match event {
        TikTokLiveEvent::Chat(chat) => {
            let text = chat.comment.into();
            (chat.common, chat.user, EventKind::Chat { text })
        }
        TikTokLiveEvent::Gift(mut message) => {
            let (common, user) = (message.common.take(), message.user.take());
            (common, user, gift(&message))
        }
        TikTokLiveEvent::Like(like) => {
            let total = Some(count(like.total_like_count)).filter(|total| *total > 0);
            let count = count(like.like_count.into());
            (like.common, like.user, EventKind::Like { count, total })
        }
        // Its total_user is how many came so far.
        TikTokLiveEvent::RoomUserSeq(room) => {
            let count = count(room.viewer_count);
            (room.common, None, EventKind::Viewers { count })
        }
        TikTokLiveEvent::Follow(social) => (social.common, social.user, EventKind::Follow),
        TikTokLiveEvent::Share(social) => (social.common, social.user, EventKind::Share),
        TikTokLiveEvent::Join(member) => (member.common, member.user, EventKind::Join),
        TikTokLiveEvent::SubNotify(sub) => {
            let subscription = Subscription {
                count: 1,
                months: Some(count(sub.sub_month.into())).filter(|months| *months > 0),
                ..Subscription::default()
            };
            let kind = EventKind::Subscription(subscription);
            (sub.common, sub.user.or(sub.sender), kind)
        }
        // 3: by its host. 4: by TikTok, which the crate does not call an end.
        TikTokLiveEvent::Control(control) if matches!(control.action, 3 | 4) => {
            (control.common, None, EventKind::Stream { live: false })
        }
        _ => return None,
    })
}

/// A streak's frames say how far it is; any other gift comes once, with all its units. A streak without a group cannot
/// be told from the next one.
fn gift(message: &WebcastGiftMessage) -> EventKind {
    let details = message.gift_details.as_ref();
    let name = details
        .map(|gift| gift.gift_name.clone())
        .filter(|name| !name.is_empty());
    let repeat = count(message.repeat_count.into()).max(1);
    let is_streak = details.is_some_and(|gift| gift.gift_type == 1) && message.group_id != 0;
    EventKind::Gift(Gift {
        gift: name.unwrap_or_else(|| message.gift_id.to_string()).into(),
        coins: details.map_or(0, |gift| count(gift.diamond_count.into())),
        count: repeat,
        combo: is_streak.then(|| message.group_id.to_string().into()),
        repeat: is_streak.then_some(repeat),
        ended: is_streak && message.repeat_end == 1,
    })
}

fn person(user: UserIdentity) -> Option<User> {
    let name = [user.nickname, user.unique_id]
        .into_iter()
        .find(|name| !name.is_empty())?;
    let id = (user.user_id != 0).then(|| user.user_id.to_string());
    Some(User {
        id: id.unwrap_or_default().into(),
        name: name.into(),
    })
}

fn time(common: Option<&CommonMessageData>, now: Millis) -> Millis {
    const YEAR_9999: Millis = 253_402_300_799_999;
    let at = common.map_or(0, |common| common.create_time);
    if (1..=YEAR_9999).contains(&at) { at } else { now }
}

/// Nothing is counted below zero.
fn count(number: i64) -> u64 {
    number.try_into().unwrap_or(0)
}
