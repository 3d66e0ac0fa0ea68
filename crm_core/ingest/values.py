"""What people write for one of a closed set of values, in English and Chinese."""

from __future__ import annotations

from crm_core.schema import Column

_WORDS: dict[str, dict[str, str]] = {
    "channel": {
        "phone": "telephone call tel mobile cellular voice 电话 手机 致电 来电 去电",
        "email": "e-mail mail 邮件 电子邮件 邮箱",
        "chat": "livechat im whatsapp wechat messenger 聊天 在线聊天 微信 在线客服 qq",
        "sms": "text textmessage 短信 短消息",
        "social": "socialmedia facebook twitter instagram weibo 社交 社交媒体 微博 抖音",
        "meeting": "visit inperson face-to-face store 会议 面谈 拜访 见面 门店",
        "web": "website online form webform 网站 网页 官网 表单",
    },
    "direction": {
        "inbound": "in incoming received from_customer 呼入 来电 接收 入站 客户发起",
        "outbound": "out outgoing sent to_customer 呼出 去电 发送 外呼 出站 我方发起",
    },
    "purpose": {
        "sales": "sale selling 销售 推销",
        "service": "support customerservice help complaint 服务 客服 售后 支持",
        "marketing": "promotion campaign newsletter 营销 推广 促销 市场",
    },
    "outcome": {
        "delivered": "sent 送达 已送达 已发送",
        "opened": "open read 打开 已打开 已读",
        "responded": "response replied reply answered clicked 回复 已回复 响应 有回应",
        "bought": "purchase purchased sale converted won 购买 已购买 成交 下单",
        "no_answer": "noanswer unanswered missed busy voicemail 未接 未接通 无人接听 无回应",
        "declined": "refused rejected notinterested lost 拒绝 已拒绝 无意向",
        "resolved": "solved closed done 解决 已解决 已完成",
        "complained": "complaint 投诉",
        "unsubscribed": "unsubscribe optout 退订 已退订",
        "bounced": "bounce failed undelivered 退信 发送失败 未送达",
    },
    "kind": {
        "product": "goods item 商品 产品",
        "charge": "fee service 费用 运费",
        "visit": "session pageview page_view 访问 登录",
        "view": "productview view_item viewed click 浏览 查看 点击 商品浏览",
        "search": "searched query 搜索 查询",
        "cart": "addtocart add_to_cart basket 加购 购物车 加入购物车",
        "wishlist": "favourite favorite like addtowishlist 收藏 心愿单 关注",
    },
}


def meanings(column: Column) -> dict[str, str]:
    """Lower-case words and the value of the column's closed set that each means."""
    known = {value: value for value in column.values}
    for value in column.values:
        for word in _WORDS.get(column.name, {}).get(value, "").split():
            known.setdefault(word, value)
    return known
